package tickhouse.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** Reads public keys, and writes a fresh private key for the demo. */
final class KeyFiles {
    private KeyFiles() {}

    /** Reads a PEM file with an RSA or Ed25519 key. */
    static PublicKey readPublicKey(Path file) throws IOException, GeneralSecurityException {
        String pem = Files.readString(file);
        byte[] der = Base64.getMimeDecoder()
                .decode(pem.replaceAll("-----[^-]+-----", "").trim());
        X509EncodedKeySpec specification = new X509EncodedKeySpec(der);
        try {
            return KeyFactory.getInstance("RSA").generatePublic(specification);
        } catch (InvalidKeySpecException notRsa) {
            return KeyFactory.getInstance("Ed25519").generatePublic(specification);
        }
    }

    /** Writes {@code kalshi.key}, readable only by its owner, and returns its public half. */
    static PublicKey generate(Path directory) throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(pair.getPrivate().getEncoded());
        String pem = "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
        Path file = Files.createDirectories(directory).resolve("kalshi.key");
        Files.deleteIfExists(file);
        // Created with its final mode, so that the key is never readable by others.
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, pem.getBytes(StandardCharsets.US_ASCII));
        return pair.getPublic();
    }
}
