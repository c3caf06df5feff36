package tickhouse.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tickhouse.kalshi.TestKeys;

class KeyFileCheckTest {
    private final StringWriter out = new StringWriter();
    private final KeyFileCheck check = new KeyFileCheck(new Report(new PrintWriter(out)));
    private final Path file;

    KeyFileCheckTest(@TempDir Path directory) {
        file = directory.resolve("key.pem");
    }

    @Test
    void aKeyOfItsOwnerIsNamedByItsKind() throws IOException {
        write(TestKeys.PKCS1_RSA, "rw-------");

        assertThat(check.run(file)).isTrue();
        assertThat(out.toString())
                .startsWith("ok      key file: ")
                .contains("holds an RSA key of 2048 bits (rw-------)")
                .doesNotContain("WARNING");
    }

    @Test
    void aKeyThatEveryoneCanReadIsAWarningWithTheCommand() throws IOException {
        write(TestKeys.PKCS8_ED25519, "rw-r--r--");

        assertThat(check.run(file)).isTrue();
        assertThat(out.toString())
                .startsWith("ok      key file: ")
                .contains("an Ed25519 key")
                .contains("WARNING: every user of this machine can read it: chmod 600 " + file);
    }

    @Test
    void aFileThatIsNoKeyFailsWithoutItsContent() throws IOException {
        Files.writeString(file, "swordfish");

        assertThat(check.run(file)).isFalse();
        assertThat(out.toString())
                .startsWith("FAILED  key file: ")
                .contains("is not a PEM file", "Use the key file as it was downloaded from Kalshi.")
                .doesNotContain("swordfish");
    }

    private void write(TestKeys key, String permissions) throws IOException {
        Files.writeString(file, key.pem());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
