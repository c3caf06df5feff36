package tickhouse.kalshi;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Base64;

/**
 * Signs GET requests for Kalshi: {@code <Unix milliseconds>GET<path>}, by RSA-PSS (SHA-256, MGF1 with SHA-256, salt of 32
 * bytes) or by Ed25519, whichever the key is. Any thread may use it.
 */
public final class RequestSigner {
    private static final PSSParameterSpec PSS =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

    private final PrivateKey key;

    public RequestSigner(PrivateKey key) {
        this.key = key;
    }

    /** The signature in padded Base64; the path begins at the host's root and has no query. */
    public String sign(Instant timestamp, String path) {
        try {
            Signature signature = algorithm();
            signature.initSign(key);
            signature.update((timestamp.toEpochMilli() + "GET" + path).getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("The private key (" + key.getAlgorithm() + ") cannot sign", failure);
        }
    }

    private Signature algorithm() throws GeneralSecurityException {
        if (!(key instanceof RSAKey)) {
            return Signature.getInstance("Ed25519");
        }
        Signature signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(PSS);
        return signature;
    }
}
