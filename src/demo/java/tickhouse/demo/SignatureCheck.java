package tickhouse.demo;

import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** Checks the three headers that sign a request. Only the event loop touches it. */
final class SignatureCheck {
    // The documented limit is unknown; measured ones lie between 10 and 60 seconds.
    private static final long TOLERATED_SKEW_MS = 15_000;

    private final Map<String, PublicKey> keys;
    private boolean revoked;

    SignatureCheck(Map<String, PublicKey> keys) {
        this.keys = Map.copyOf(keys);
    }

    /** Whether no key is known any more. */
    void revokeKeys(boolean all) {
        revoked = all;
    }

    /** Why a request is refused, or nothing if it is signed well. */
    Optional<Refusal> refusal(HttpServerRequest request, Instant now) {
        Optional<String> keyId = header(request, "KALSHI-ACCESS-KEY");
        Optional<String> timestamp = header(request, "KALSHI-ACCESS-TIMESTAMP");
        Optional<String> signature = header(request, "KALSHI-ACCESS-SIGNATURE");
        if (keyId.isEmpty() || timestamp.isEmpty() || signature.isEmpty()) {
            return Optional.of(Refusal.HEADER_MISSING);
        }
        if (isExpired(timestamp.get(), now)) {
            return Optional.of(Refusal.TIMESTAMP_EXPIRED);
        }
        PublicKey key = keys.get(keyId.get());
        if (key == null || revoked) {
            return Optional.of(Refusal.UNKNOWN_KEY);
        }
        String message = timestamp.get() + request.method().name() + request.path();
        return verifies(key, message, signature.get()) ? Optional.empty() : Optional.of(Refusal.WRONG_SIGNATURE);
    }

    private static Optional<String> header(HttpServerRequest request, String name) {
        return Optional.ofNullable(request.getHeader(name)).filter(value -> !value.isEmpty());
    }

    private static boolean isExpired(String timestamp, Instant now) {
        try {
            return Math.abs(now.toEpochMilli() - Long.parseLong(timestamp)) > TOLERATED_SKEW_MS;
        } catch (NumberFormatException notMilliseconds) {
            return true;
        }
    }

    private static boolean verifies(PublicKey key, String message, String signature) {
        try {
            Signature verifier = verifier(key);
            verifier.initVerify(key);
            verifier.update(message.getBytes(StandardCharsets.UTF_8));
            return verifier.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException notASignature) {
            return false;
        }
    }

    private static Signature verifier(PublicKey key) throws GeneralSecurityException {
        if (!key.getAlgorithm().equals("RSA")) {
            return Signature.getInstance("Ed25519");
        }
        Signature verifier = Signature.getInstance("RSASSA-PSS");
        verifier.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        return verifier;
    }
}
