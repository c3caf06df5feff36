package tickhouse.kalshi;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** Keys made for the tests, as PEM, and the exchange's side of the signature. */
public final class TestKeys {
    public static final TestKeys PKCS1_RSA = new TestKeys("RSA", 2048, true);
    public static final TestKeys PKCS8_RSA = new TestKeys("RSA", 2048, false);
    public static final TestKeys PKCS8_ED25519 = new TestKeys("Ed25519", 255, false);

    private final KeyPair pair;
    private final boolean pkcs1;

    private TestKeys(String algorithm, int bits, boolean pkcs1) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            this.pair = generator.generateKeyPair();
            this.pkcs1 = pkcs1;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    public static Stream<TestKeys> all() {
        return Stream.of(PKCS1_RSA, PKCS8_RSA, PKCS8_ED25519);
    }

    @Override
    public String toString() {
        return (pkcs1 ? "PKCS#1 " : "PKCS#8 ") + pair.getPrivate().getAlgorithm();
    }

    public KeyPair pair() {
        return pair;
    }

    public String pem() {
        return pkcs1
                ? pem("RSA PRIVATE KEY", pkcs1((RSAPrivateCrtKey) pair.getPrivate()))
                : pem("PRIVATE KEY", pair.getPrivate().getEncoded());
    }

    static String pem(String kind, byte[] der) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n";
    }

    /** What Kalshi does with the three headers. */
    public static boolean verifies(PublicKey key, String timestamp, String path, String signature) {
        try {
            Signature verifier = Signature.getInstance(key.getAlgorithm().equals("RSA") ? "RSASSA-PSS" : "Ed25519");
            if (key.getAlgorithm().equals("RSA")) {
                verifier.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            }
            verifier.initVerify(key);
            verifier.update((timestamp + "GET" + path).getBytes(StandardCharsets.UTF_8));
            return verifier.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException wrong) {
            return false;
        }
    }

    /** RFC 8017 appendix A.1.2. */
    private static byte[] pkcs1(RSAPrivateCrtKey key) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        List.of(
                        BigInteger.ZERO,
                        key.getModulus(),
                        key.getPublicExponent(),
                        key.getPrivateExponent(),
                        key.getPrimeP(),
                        key.getPrimeQ(),
                        key.getPrimeExponentP(),
                        key.getPrimeExponentQ(),
                        key.getCrtCoefficient())
                .forEach(number -> content.writeBytes(element(0x02, number.toByteArray())));
        return element(0x30, content.toByteArray());
    }

    private static byte[] element(int tag, byte[] value) {
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        if (value.length < 0x80) {
            element.write(value.length);
        } else {
            int bytes = value.length < 0x100 ? 1 : 2;
            element.write(0x80 | bytes);
            if (bytes == 2) {
                element.write(value.length >> 8);
            }
            element.write(value.length);
        }
        element.writeBytes(value);
        return element.toByteArray();
    }
}
