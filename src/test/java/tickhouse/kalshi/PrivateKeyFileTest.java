package tickhouse.kalshi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PrivateKeyFileTest {
    private final Path directory;

    PrivateKeyFileTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @MethodSource("tickhouse.kalshi.TestKeys#all")
    void everyKindOfKeyIsRead(TestKeys keys) throws IOException {
        assertThat(PrivateKeyFile.read(file(keys.pem()))).isEqualTo(keys.pair().getPrivate());
    }

    @Test
    void windowsLineEndsAndTextAroundTheKeyDoNotMatter() throws IOException {
        String pem = "Bag Attributes\r\n" + TestKeys.PKCS1_RSA.pem().replace("\n", "\r\n") + "\r\n";

        assertThat(PrivateKeyFile.read(file(pem)))
                .isEqualTo(TestKeys.PKCS1_RSA.pair().getPrivate());
    }

    @Test
    void anAbsentFileIsNamedWithTheSettingThatNamesIt() {
        Path absent = directory.resolve("absent.key");

        assertThatThrownBy(() -> PrivateKeyFile.read(absent))
                .isInstanceOf(PrivateKeyException.class)
                .hasMessageContaining(absent.toString())
                .hasMessageContaining("does not exist")
                .hasMessageContaining("KALSHI_PRIVATE_KEY_FILE");
    }

    @Test
    void aDirectoryIsNotAKey() {
        assertThatThrownBy(() -> PrivateKeyFile.read(directory))
                .isInstanceOf(PrivateKeyException.class)
                .hasMessageContaining("cannot be read");
    }

    @ParameterizedTest
    @CsvSource({
        "ENCRYPTED PRIVATE KEY, openssl pkey",
        "OPENSSH PRIVATE KEY, ssh-keygen",
        "EC PRIVATE KEY, RSA and Ed25519",
        "PUBLIC KEY, RSA and Ed25519",
    })
    void aKeyOfAnotherKindComesWithARemedy(String kind, String remedy) throws IOException {
        Path key = file(TestKeys.pem(kind, new byte[100]));

        assertThatThrownBy(() -> PrivateKeyFile.read(key))
                .isInstanceOf(PrivateKeyException.class)
                .hasMessageContaining(kind)
                .hasMessageContaining(remedy);
    }

    @Test
    void anEllipticCurveKeyInPkcs8IsNotTaken() throws Exception {
        byte[] der = KeyPairGenerator.getInstance("EC")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        Path key = file(TestKeys.pem("PRIVATE KEY", der));

        assertThatThrownBy(() -> PrivateKeyFile.read(key)).hasMessageContaining("neither an RSA nor an Ed25519 key");
    }

    @Test
    void aDamagedKeyIsNeverQuoted() throws IOException {
        String pem = TestKeys.PKCS8_RSA.pem();
        String secret = Base64.getEncoder()
                .encodeToString(TestKeys.PKCS8_RSA.pair().getPrivate().getEncoded())
                .substring(100, 120);
        Path cut = file(pem.substring(0, pem.length() / 2));
        Path garbled = file(pem.replaceFirst("\nMII", "\n!!!"));
        Path tiny = file(TestKeys.pem("PRIVATE KEY", new byte[] {0x30, 3, 2, 1, 0}));

        assertThatThrownBy(() -> PrivateKeyFile.read(cut))
                .hasMessageContaining("cut off or damaged")
                .hasMessageNotContaining(secret)
                .hasNoCause();
        assertThatThrownBy(() -> PrivateKeyFile.read(garbled)).isInstanceOf(PrivateKeyException.class);
        assertThatThrownBy(() -> PrivateKeyFile.read(tiny)).hasMessageContaining("damaged");
    }

    @Test
    void textThatIsNoPemSaysSo() throws IOException {
        Path text = file("MIIEpAIBAAKCAQEA");
        Path empty = file(" \n");

        assertThatThrownBy(() -> PrivateKeyFile.read(text))
                .hasMessageContaining("not a PEM file")
                .hasMessageNotContaining("MIIE");
        assertThatThrownBy(() -> PrivateKeyFile.read(empty)).hasMessageContaining("is empty");
    }

    private Path file(String content) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "kalshi", ".key"), content);
    }
}
