package tickhouse.kalshi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the private key of an API key. Kalshi's page hands out PKCS#1 RSA ({@code BEGIN RSA PRIVATE KEY}); keys made
 * elsewhere are PKCS#8 RSA or Ed25519 ({@code BEGIN PRIVATE KEY}).
 */
public final class PrivateKeyFile {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "Ed25519");

    private PrivateKeyFile() {}

    /** Throws {@link PrivateKeyException} when the file holds no key that can sign. */
    public static PrivateKey read(Path file) {
        String text = text(file);
        Matcher block = BLOCK.matcher(text);
        if (!block.find()) {
            throw unusable(file, text);
        }
        byte[] der = Base64.getMimeDecoder().decode(block.group(2));
        return switch (block.group(1)) {
            case "RSA PRIVATE KEY" -> parse(file, RsaKeyWrapping.toPkcs8(der));
            case "PRIVATE KEY" -> parse(file, der);
            default -> throw unusable(file, text);
        };
    }

    private static String text(Path file) {
        try {
            // One byte, one character: whatever the file is, reading it as text cannot fail.
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException absent) {
            throw new PrivateKeyException(
                    file, "does not exist", "Set KALSHI_PRIVATE_KEY_FILE to the key downloaded from Kalshi.");
        } catch (IOException unreadable) {
            throw new PrivateKeyException(
                    file,
                    "cannot be read (" + unreadable.getClass().getSimpleName() + ")",
                    "It must be a file this user may read.");
        }
    }

    private static PrivateKey parse(Path file, byte[] pkcs8) {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException | NoSuchAlgorithmException other) {
                // Not a key of this algorithm: try the next.
            }
        }
        throw new PrivateKeyException(
                file,
                "holds neither an RSA nor an Ed25519 key, or is damaged",
                "Copy the file from Kalshi again, whole and unchanged, or create a new API key.");
    }

    private static PrivateKeyException unusable(Path file, String text) {
        Matcher begin = BEGIN.matcher(text);
        if (!begin.find()) {
            String problem =
                    text.isBlank() ? "is empty" : "is not a PEM file: it has no line -----BEGIN … PRIVATE KEY-----";
            return new PrivateKeyException(file, problem, "Use the key file as it was downloaded from Kalshi.");
        }
        String kind = begin.group(1);
        String remedy =
                switch (kind) {
                    case "ENCRYPTED PRIVATE KEY" ->
                        "A pass phrase cannot be used here; remove it with: openssl pkey -in <file> -out <new file>";
                    case "OPENSSH PRIVATE KEY" -> "Convert a copy of an RSA key with: ssh-keygen -p -m PEM -f <copy>";
                    case "PRIVATE KEY", "RSA PRIVATE KEY" -> "It is cut off or damaged: copy the whole file again.";
                    default -> "Kalshi takes RSA and Ed25519 private keys; use the file downloaded with the API key.";
                };
        return new PrivateKeyException(file, "begins with BEGIN " + kind + ", which cannot be used", remedy);
    }
}
