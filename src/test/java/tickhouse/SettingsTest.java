package tickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private final Path file;

    SettingsTest(@TempDir Path directory) {
        file = directory.resolve("application.properties");
    }

    private Settings load(Map<String, String> environment) {
        return Settings.load(file, environment);
    }

    private static Map<String, String> complete(String... more) {
        Map<String, String> environment =
                new HashMap<>(Map.of("KALSHI_KEY_ID", "id", "KALSHI_PRIVATE_KEY_FILE", "kalshi.key"));
        for (int index = 0; index < more.length; index += 2) {
            environment.put(more[index], more[index + 1]);
        }
        return environment;
    }

    @Test
    void theEnvironmentWinsOverTheFileAndTheFileOverTheDefaults() throws IOException {
        Files.writeString(file, "batch.max-rows = 7\nbatch.max-wait-ms = 70\n");

        Settings settings = load(Map.of("BATCH_MAX_WAIT_MS", "700"));

        assertThat(settings.text("batch.max-rows")).isEqualTo("7");
        assertThat(settings.text("batch.max-wait-ms")).isEqualTo("700");
        assertThat(settings.text("kalshi.reconnect-delay-ms")).isEqualTo("1000");
        assertThat(settings.all()).containsEntry("batch.max-wait-ms", "700").containsEntry("batch.max-rows", "7");
    }

    @Test
    void withoutAFileTheDefaultsHold() {
        assertThatCode(() -> load(complete()).validate()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "kalshi.markets, KALSHI_MARKETS",
        "kalshi.private-key-file, KALSHI_PRIVATE_KEY_FILE",
        "dead-letter.maximum-redelivery-delay-ms, DEAD_LETTER_MAXIMUM_REDELIVERY_DELAY_MS",
        "data.dir, DATA_DIR"
    })
    void aVariableIsNamedAfterItsKey(String key, String variable) {
        assertThat(Settings.variable(key)).isEqualTo(variable);
        assertThat(load(Map.of(variable, " here ")).text(key)).isEqualTo("here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"batch.max-row", "kalshi.market", "dead-letter.retries", "data.directory", "server.prot"})
    void aMisspeltKeyIsRefused(String key) throws IOException {
        Files.writeString(file, key + " = 5\n");

        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> load(Map.of()))
                .withMessage(key + ": no such setting. Correct or remove it in " + file + ".");
    }

    @Test
    void keysOfCamelAreTakenAsTheyAre() throws IOException {
        Files.writeString(file, "camel.main.some-option = 5\n");

        assertThat(load(Map.of()).text("camel.main.some-option")).isEqualTo("5");
    }

    @ParameterizedTest
    @CsvSource({
        "kalshi.key-id, ''",
        "kalshi.private-key-file, ''",
        "kalshi.url, https://example.com",
        "kalshi.url, wss:nowhere",
        "kalshi.url, wss://a b",
        "kalshi.url, ''",
        "kalshi.rest-url, wss://example.com",
        "kalshi.use-yes-price, yes",
        "kalshi.use-yes-price, TRUE",
        "kalshi.reconnect-delay-ms, 1s",
        "kalshi.reconnect-delay-ms, 0",
        "kalshi.reconnect-max-delay-ms, 999",
        "kalshi.stable-after-ms, -1",
        "kalshi.silence-timeout-ms, 30_000",
        "kalshi.reload-interval-ms, ''",
        "batch.max-rows, 0",
        "batch.max-rows, 500001",
        "batch.max-rows, 1e4",
        "batch.max-wait-ms, 9",
        "spool.max-bytes, 20GB",
        "spool.min-free-bytes, -1",
        "clickhouse.embedded-port, 65536",
        "clickhouse.embedded-memory-bytes, 1",
        "clickhouse.socket-timeout-ms, 50ms",
        "clickhouse.poll-interval-ms, 1",
        "dead-letter.maximum-redeliveries, -1",
        "dead-letter.redelivery-delay-ms, 50ms",
        "dead-letter.maximum-redelivery-delay-ms, 99999999999999999999",
        "dead-letter.redeliveries-before-halving, x",
        "dead-letter.replay-interval-ms, 1",
        "data.dir, ''",
        "heartbeat.interval-ms, 1",
        "server.host, ''",
        "server.port, 80a"
    })
    void aValueThatCannotBeUsedIsRefusedInOneLine(String key, String value) {
        Settings settings = load(complete(Settings.variable(key), value));

        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(settings::validate)
                .withMessageStartingWith(key + " = " + (value.isEmpty() ? "" : value))
                .withMessageContaining(": should be ")
                .withMessageEndingWith("Set it in application.properties or as " + Settings.variable(key) + ".")
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIhush\n-----END PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY----- MIIEhush",
                "MC4CAQAwBQYDK2VwBCIEIhushhushhushhushhushhushhushhushhushhushhush",
                "hush\nhush"
            })
    void aKeyInThePlaceOfItsFileOrItsIdIsNotShown(String key) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> load(complete("KALSHI_PRIVATE_KEY_FILE", key)).validate())
                .withMessageContaining("the path of the file")
                .withMessageNotContaining("hush");
        if (key.contains(" ") || key.contains("\n")) {
            assertThatExceptionOfType(SettingsException.class)
                    .isThrownBy(() -> load(complete("KALSHI_KEY_ID", key)).validate())
                    .withMessageContaining("the API key's id")
                    .withMessageNotContaining("hush");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kalshi.key", "/etc/keys/kalshi.pem", "My key.pem", "MyVeryLongDirectory/of/keys/kalshi"})
    void thePathOfAKeyFileIsTaken(String path) {
        assertThat(load(complete("KALSHI_PRIVATE_KEY_FILE", path)).privateKeyFile())
                .isEqualTo(Path.of(path).toAbsolutePath());
    }

    @ParameterizedTest
    @ValueSource(strings = {"KALSHI_URL", "KALSHI_REST_URL"})
    void anAddressThatCannotBeUsedIsShownWithoutWhatMayBeASecret(String variable) {
        String address = "ftp://me:hush@example.com/?token=hush";

        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> load(complete(variable, address)).validate())
                .withMessageContaining("ftp://example.com/")
                .withMessageNotContaining("hush");
    }

    @Test
    void everyKeyOfOursHasACommentAboveIt() throws IOException {
        List<String> lines = Files.readAllLines(Settings.FILE);
        boolean camel = false;
        for (int index = 0; index < lines.size(); index++) {
            camel = camel || lines.get(index).startsWith("# --- camel");
            // Two keys of one matter may share a comment.
            if (!camel && lines.get(index).contains("=") && !lines.get(index).startsWith("#")) {
                assertThat(lines.get(index - 1)).as(lines.get(index)).isNotBlank();
                assertThat(comment(lines, index))
                        .as(lines.get(index))
                        .startsWith("# ")
                        .doesNotStartWith("# ---");
            }
        }
        assertThat(camel).isTrue();
    }

    private static String comment(List<String> lines, int index) {
        int above = index - 1;
        while (!lines.get(above).startsWith("#") && !lines.get(above).isBlank()) {
            above--;
        }
        return lines.get(above);
    }
}
