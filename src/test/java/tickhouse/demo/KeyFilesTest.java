package tickhouse.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFilesTest {
    @Test
    void aFreshKeyIsAPemFileOnlyItsOwnerReads(@TempDir Path directory) throws Exception {
        KeyFiles.generate(directory);
        Path file = directory.resolve("kalshi.key");
        assertThat(Files.readString(file)).startsWith("-----BEGIN PRIVATE KEY-----\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void publicKeysOfBothKindsAreRead(@TempDir Path directory) throws Exception {
        for (PublicKey key :
                new PublicKey[] {Signing.rsa().getPublic(), Signing.ed25519().getPublic()}) {
            Path file = directory.resolve("public.pem");
            Files.writeString(
                    file,
                    "-----BEGIN PUBLIC KEY-----\n"
                            + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                            + "\n-----END PUBLIC KEY-----\n");
            assertThat(KeyFiles.readPublicKey(file)).isEqualTo(key);
        }
    }
}
