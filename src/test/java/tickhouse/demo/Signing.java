package tickhouse.demo;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/** Signs requests as a client does. */
final class Signing {
    private Signing() {}

    static KeyPair rsa() {
        return pair("RSA");
    }

    static KeyPair ed25519() {
        return pair("Ed25519");
    }

    private static KeyPair pair(String algorithm) {
        try {
            return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static Map<String, String> headers(String keyId, KeyPair keys, Instant at, String path) {
        String timestamp = Long.toString(at.toEpochMilli());
        String signature = keys.getPrivate().getAlgorithm().equals("RSA")
                ? pss(keys.getPrivate(), timestamp + "GET" + path)
                : sign("Ed25519", keys.getPrivate(), timestamp + "GET" + path);
        return headers(keyId, timestamp, signature);
    }

    static Map<String, String> headers(String keyId, String timestamp, String signature) {
        return Map.of(
                "KALSHI-ACCESS-KEY", keyId,
                "KALSHI-ACCESS-TIMESTAMP", timestamp,
                "KALSHI-ACCESS-SIGNATURE", signature);
    }

    private static String pss(PrivateKey key, String message) {
        try {
            Signature signer = Signature.getInstance("RSASSA-PSS");
            signer.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            return sign(signer, key, message);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String sign(String algorithm, PrivateKey key, String message) {
        try {
            return sign(Signature.getInstance(algorithm), key, message);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String sign(Signature signer, PrivateKey key, String message) throws GeneralSecurityException {
        signer.initSign(key);
        signer.update(message.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(signer.sign());
    }
}
