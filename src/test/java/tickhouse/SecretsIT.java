package tickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tickhouse.clickhouse.embedded.EmbeddedClickHouse;
import tickhouse.clickhouse.embedded.EmbeddedClickHouseOptions;
import tickhouse.clickhouse.embedded.EngineUser;
import tickhouse.demo.ExchangeOptions;
import tickhouse.demo.Fault;
import tickhouse.demo.Refusal;

/** Keys, signatures and passwords are nowhere that a recorder writes, whatever fails. */
final class SecretsIT {
    private static final String USER = "recorder";
    private static final String PASSWORD = "hush-hush-4711";
    private static final String WRONG_PASSWORD = "psst-psst-0815";
    private static final String BATCH = "orderbook_events/20261124T211351.123Z-0a1b2c3d-000001";

    private static final String HEALTH = "/observe/health?exposureLevel=full&data=true&stackTrace=true";

    private final Path directory;
    private final RecorderRig rig;
    private final EmbeddedClickHouse engine;
    private final int serverPort;
    /** What was found, by where it was found. */
    private final Map<String, String> written = new LinkedHashMap<>();

    private final List<LoggedRecorder> recorders = new ArrayList<>();

    SecretsIT(@TempDir Path directory) throws Exception {
        this.directory = directory;
        engine = EmbeddedClickHouse.start(EmbeddedClickHouseOptions.in(directory.resolve("engine"))
                .withoutSupervision()
                .withUsers(new EngineUser(USER, PASSWORD, false)));
        rig = new RecorderRig(directory, new ExchangeOptions().markets(3).rate(100), engine.jdbcUrl("kalshi"));
        serverPort = freePort();
        rig.with("SERVER_PORT", Integer.toString(serverPort))
                .with("HEARTBEAT_INTERVAL_MS", "500")
                .with("DEAD_LETTER_MAXIMUM_REDELIVERIES", "1")
                .with("CLICKHOUSE_USER", USER)
                .with("CLICKHOUSE_PASSWORD", PASSWORD);
    }

    @AfterEach
    void end() {
        recorders.forEach(recorder -> recorder.process().destroyForcibly());
        rig.close();
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INFO", "DEBUG"})
    void noFailureOfClickHouseOrTheExchangeBetraysASecret(String level) throws Exception {
        rig.with("CLICKHOUSE_URL", engine.jdbcUrl("kalshi") + "?password=" + WRONG_PASSWORD);
        LoggedRecorder refused = start(level);
        refused.awaitLog("code 516");
        refused.awaitLog("frames=");
        rig.exchange().inject(new Fault.Refuse(2, Refusal.WRONG_SIGNATURE));
        rig.exchange().inject(new Fault.Cut());
        refused.awaitLog("refused the handshake with 401");
        await().until(() -> rig.exchange().connections() > 0);
        for (String frame : List.of("{\"type\":", "{\"type\":\"brand_new\",\"msg\":{}}", "[]")) {
            rig.exchange().sendRaw(frame);
        }
        await().ignoreExceptions()
                .until(() -> fileNames().stream().anyMatch(name -> name.contains("dead-letter/frames/")));
        look();
        refused.process().destroy();
        refused.process().waitFor();

        rig.with("CLICKHOUSE_URL", engine.jdbcUrl("kalshi"));
        Path batch = rig.data().resolve("spool/" + BATCH + ".ndjson");
        Files.createDirectories(batch.getParent());
        Files.writeString(batch, "{\"no_such_column\":1}\n");
        LoggedRecorder cutOff = start(level);
        await().until(() -> Files.exists(rig.data().resolve("dead-letter/" + BATCH + ".cause.json")));
        engine.kill();
        cutOff.awaitLog("Connection refused");
        look();
        cutOff.process().destroyForcibly().waitFor();

        collectFiles();
        assertThat(written).hasSizeGreaterThan(10);
        assertNoSecret();
    }

    @Test
    void noSettingThatCannotBeUsedBetraysASecret() throws Exception {
        String key = Files.readString(directory.resolve("kalshi.key"));
        String keyLine = key.lines().skip(1).findFirst().orElseThrow();
        List<String[]> wrong = List.of(
                new String[] {"CLICKHOUSE_URL", "jdbc:mysql://me:" + PASSWORD + "@db/kalshi?password=" + PASSWORD},
                new String[] {"CLICKHOUSE_URL", "jdbc:clickhouse:http://me:" + PASSWORD + "?@127.0.0.1:1/kalshi"},
                new String[] {"CLICKHOUSE_URL", "jdbc:clickhouse:http://me:" + PASSWORD + "@127.0.0.1:port/kalshi"},
                new String[] {"CLICKHOUSE_URL", "jdbc:clickhouse:http://127.0.0.1:port/kalshi?password=" + PASSWORD},
                new String[] {"CLICKHOUSE_URL", "jdbc:clickhouse:http://127.0.0.1:1/kalshi?password=%zz" + PASSWORD},
                new String[] {"CLICKHOUSE_URL", "jdbc:clickhouse:http://127.0.0.1:1/kalshi?\npassword=" + PASSWORD},
                new String[] {"KALSHI_PRIVATE_KEY_FILE", key},
                new String[] {"KALSHI_PRIVATE_KEY_FILE", keyLine},
                new String[] {"KALSHI_KEY_ID", key},
                new String[] {"KALSHI_URL", "https://me:" + PASSWORD + "@127.0.0.1/?token=" + PASSWORD},
                new String[] {"KALSHI_REST_URL", "wss://me:" + PASSWORD + "@127.0.0.1/?token=" + PASSWORD});
        for (String[] setting : wrong) {
            String right = rig.environment().getOrDefault(setting[0], "");
            rig.with(setting[0], setting[1]);
            LoggedRecorder recorder = start("INFO");
            await("%s ends by itself: %s".formatted(setting[1], written))
                    .until(() -> !recorder.process().isAlive());
            assertThat(recorder.process().exitValue()).isEqualTo(1);
            assertThat(recorder.log()).contains("Tickhouse cannot run: ", setting[0]);
            written.put(setting[0] + " " + recorders.size(), recorder.log());
            rig.with(setting[0], right);
        }
        collectFiles();
        assertNoSecret();
    }

    private LoggedRecorder start(String level) throws IOException {
        LoggedRecorder recorder = LoggedRecorder.start(directory, rig.environment(), level);
        recorders.add(recorder);
        return recorder;
    }

    /** Takes what the recorder's server shows. */
    private void look() throws IOException, InterruptedException {
        for (String path : List.of("/observe", "/observe/info", "/observe/metrics", HEALTH, "/q/dev")) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + serverPort + path))
                    .build();
            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            written.put(path + " of run " + recorders.size(), answer.headers().map() + "\n" + answer.body());
        }
        assertThat(written.get(HEALTH + " of run " + recorders.size())).contains("last.failure");
        assertThat(written.get("/observe/metrics of run " + recorders.size())).contains("tickhouse_frames_total");
    }

    private List<String> fileNames() throws IOException {
        try (Stream<Path> files = Files.walk(rig.data())) {
            return files.map(Path::toString).toList();
        }
    }

    private void collectFiles() throws IOException {
        List<Path> files = new ArrayList<>();
        if (Files.exists(rig.data())) {
            try (Stream<Path> all = Files.walk(rig.data())) {
                all.filter(Files::isRegularFile).forEach(files::add);
            }
        }
        recorders.forEach(recorder -> files.add(recorder.logFile()));
        for (Path file : files) {
            written.put(directory.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
        }
    }

    private void assertNoSecret() throws IOException {
        List<String> secrets = new ArrayList<>(List.of(PASSWORD, WRONG_PASSWORD));
        for (String password : List.of(PASSWORD, WRONG_PASSWORD)) {
            secrets.add(Base64.getEncoder().encodeToString((USER + ":" + password).getBytes(StandardCharsets.UTF_8)));
        }
        Files.readAllLines(directory.resolve("kalshi.key")).stream()
                .filter(line -> !line.startsWith("-----"))
                .forEach(secrets::add);
        assertThat(secrets).hasSize(5);
        written.forEach((place, text) -> {
            assertThat(text).as(place).doesNotContain(secrets).doesNotContain("PRIVATE KEY");
            // 64 bytes in Base64: what an Ed25519 key signs with.
            assertThat(text).as(place).doesNotContainPattern("[A-Za-z0-9+/]{86}==");
        });
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
