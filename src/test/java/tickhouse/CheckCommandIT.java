package tickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tickhouse.batch.DataDirectory;
import tickhouse.check.Report;
import tickhouse.check.TestVenue;
import tickhouse.clickhouse.OldClickHouse;
import tickhouse.clickhouse.embedded.EmbeddedClickHouse;
import tickhouse.clickhouse.embedded.EmbeddedClickHouseOptions;
import tickhouse.clickhouse.embedded.EngineUser;
import tickhouse.clickhouse.embedded.TestEngine;
import tickhouse.kalshi.TestKeys;

class CheckCommandIT {
    private static final String PASSWORD = "hush-hush-4711";
    private static final String KEY_ID = "0d9d8bd4-31c4-4bd9-8a4f-4d9a3a9e1111";

    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();
    private Path routes = Path.of("routes");

    CheckCommandIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeEach
    void aConfigurationThatWorks() throws IOException {
        Path key = Files.writeString(directory.resolve("key.pem"), TestKeys.PKCS1_RSA.pem());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        environment.put("KALSHI_MARKETS", "KXTEST-26-A, KXTEST-26-B");
        environment.put("KALSHI_KEY_ID", KEY_ID);
        environment.put("KALSHI_PRIVATE_KEY_FILE", key.toString());
        environment.put("DATA_DIR", directory.resolve("data").toString());
    }

    private record Outcome(int exitCode, List<String> lines) {
        String line(String what) {
            return lines.stream()
                    .filter(line -> line.startsWith(what + ":", 8))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no line about " + what + " in " + lines));
        }
    }

    private Outcome check() throws InterruptedException {
        StringWriter out = new StringWriter();
        Report report = new Report(new PrintWriter(out));
        new Checks(report, routes, Clock.systemUTC()).run(directory.resolve("application.properties"), environment);
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).allMatch(line -> line.matches("(ok     |FAILED |skipped) [A-Za-z ]+: .+"));
        return new Outcome(report.exitCode(), lines);
    }

    private Outcome checkWith(TestVenue venue, String jdbcUrl) throws InterruptedException {
        environment.put("KALSHI_URL", venue.url());
        environment.put("KALSHI_REST_URL", venue.restUrl());
        environment.put("CLICKHOUSE_URL", jdbcUrl);
        return check();
    }

    private Outcome checkWith(String jdbcUrl) throws InterruptedException {
        try (TestVenue venue = TestVenue.accepting()) {
            return checkWith(venue, jdbcUrl);
        }
    }

    @Test
    void whereAllIsWellEachLineSaysWhatWasFound() throws Exception {
        TestEngine.Database database = TestEngine.freshDatabase();
        try (TestVenue venue = TestVenue.accepting()) {
            Outcome outcome = checkWith(venue, database.jdbcUrl());

            assertThat(outcome.exitCode()).as("%s", outcome.lines()).isZero();
            assertThat(outcome.lines()).allMatch(line -> line.startsWith("ok "));
            assertThat(outcome.line("routes")).contains("feed default follows KXTEST-26-A, KXTEST-26-B");
            assertThat(outcome.line("exchange")).contains("the handshake with " + venue.url() + " was accepted");
            assertThat(outcome.line("clock")).contains("the local clock is ");
            assertThat(outcome.line("ClickHouse")).contains("version 26.", database.jdbcUrl() + " as default");
            assertThat(outcome.line("ClickHouse schema"))
                    .contains("at the start will be created", "orderbook_events", "feed_gaps");
            assertThat(venue.origins()).containsExactly("null");
        }
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void tablesThatAreThereAreNamed() throws Exception {
        TestEngine.Database database = TestEngine.freshDatabase();
        TestEngine.createTables(database.jdbcUrl());

        Outcome outcome = checkWith(database.jdbcUrl());

        assertThat(outcome.exitCode()).as("%s", outcome.lines()).isZero();
        assertThat(outcome.line("ClickHouse schema")).contains(database.name() + " has orderbook_events, ");
    }

    @Test
    void aMissingColumnIsNamedAndNotAdded() throws Exception {
        TestEngine.Database database = TestEngine.freshDatabase();
        TestEngine.createTables(database.jdbcUrl());
        execute(database.jdbcUrl(), "ALTER TABLE feed_gaps DROP COLUMN detail");

        for (int time = 1; time <= 2; time++) {
            Outcome outcome = checkWith(database.jdbcUrl());

            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.line("ClickHouse schema"))
                    .startsWith("FAILED")
                    .contains("lack feed_gaps.detail", "ALTER TABLE");
        }
    }

    @Test
    void aRefusedHandshakeIsExplainedAndTheOtherChecksFollow() throws Exception {
        String body = """
                {"error":{"code":"authentication_error","message":"authentication_error","details":"NOT_FOUND"}}""";
        try (TestVenue venue = TestVenue.refusing(401, body)) {
            Outcome outcome = checkWith(venue, TestEngine.freshDatabase().jdbcUrl());

            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.line("exchange"))
                    .startsWith("FAILED")
                    .contains("401 (NOT_FOUND)", "production and demo have keys of their own");
            assertThat(outcome.lines())
                    .filteredOn(line -> !line.startsWith("ok "))
                    .hasSize(1);
        }
    }

    @Test
    void aWrongClockIsFoundBeforeTheExchangeMinds() throws Exception {
        try (TestVenue venue = TestVenue.withClock(Instant.now().minusSeconds(60))) {
            assertThat(checkWith(venue, TestEngine.freshDatabase().jdbcUrl()).line("clock"))
                    .startsWith("FAILED")
                    .contains("ahead of the exchange's", "NTP");
        }
    }

    @Test
    void noSecretIsPrinted() throws Exception {
        environment.put("CLICKHOUSE_USER", "stranger");
        environment.put("CLICKHOUSE_PASSWORD", PASSWORD);
        List<String> urls = List.of(
                TestEngine.freshDatabase().jdbcUrl(),
                "jdbc:clickhouse:http://127.0.0.1:1/kalshi?password=" + PASSWORD,
                "jdbc:clickhouse:http://me:" + PASSWORD + "@127.0.0.1:1/kalshi",
                "jdbc:clickhouse:http://127.0.0.1:port/kalshi?password=" + PASSWORD,
                "jdbc:clickhouse:http://127.0.0.1:1/kalshi?password=%zz" + PASSWORD,
                "jdbc:mysql://me:" + PASSWORD + "@127.0.0.1/kalshi?password=" + PASSWORD);
        String keyLine = TestKeys.PKCS1_RSA.pem().lines().skip(1).findFirst().orElseThrow();
        for (String url : urls) {
            try (TestVenue venue = TestVenue.refusing(401, "")) {
                Outcome outcome = checkWith(venue, url);

                assertThat(outcome.line("ClickHouse")).startsWith("FAILED");
                assertThat(venue.signatures()).hasSize(1);
                assertThat(String.join("\n", outcome.lines()))
                        .doesNotContain(
                                PASSWORD, keyLine, KEY_ID, venue.signatures().get(0));
            }
        }
    }

    @Test
    void aKeyInThePlaceOfItsFileIsNotPrinted() throws Exception {
        String key = TestKeys.PKCS1_RSA.pem();
        environment.put("KALSHI_PRIVATE_KEY_FILE", key);

        Outcome outcome = checkWith("jdbc:clickhouse:http://127.0.0.1:1/kalshi");

        assertThat(outcome.line("key file")).startsWith("skipped").contains("KALSHI_PRIVATE_KEY_FILE", "not the key");
        assertThat(String.join("\n", outcome.lines()))
                .doesNotContain(key.lines().skip(1).toList())
                .doesNotContain("PRIVATE KEY");
    }

    @Test
    void aLoginThatIsRefusedNamesBothSettings() throws Exception {
        environment.put("CLICKHOUSE_USER", "stranger");
        environment.put("CLICKHOUSE_PASSWORD", PASSWORD);

        Outcome outcome = checkWith(TestEngine.freshDatabase().jdbcUrl());

        assertThat(outcome.line("ClickHouse"))
                .startsWith("FAILED")
                .contains("refused the login as stranger", "CLICKHOUSE_USER and CLICKHOUSE_PASSWORD");
        assertThat(outcome.line("ClickHouse grants")).startsWith("skipped");
        assertThat(outcome.line("ClickHouse schema")).startsWith("skipped");
    }

    @Test
    void aServerThatDoesNotAnswerNamesTheAddressAndThePort() throws Exception {
        assertThat(checkWith("jdbc:clickhouse:http://127.0.0.1:1/kalshi").line("ClickHouse"))
                .startsWith("FAILED")
                .contains("jdbc:clickhouse:http://127.0.0.1:1/kalshi", "Connection refused", "CLICKHOUSE_URL", "8123");
    }

    @Test
    void aUserWithoutGrantsIsToldTheGrantAndAReadOnlyOneTheProfile() throws Exception {
        EmbeddedClickHouseOptions options = EmbeddedClickHouseOptions.in(directory.resolve("engine"))
                .withServerSettings(Map.of("users_config", users().toString()))
                .withUsers(new EngineUser("unused", PASSWORD, false));
        try (EmbeddedClickHouse engine = EmbeddedClickHouse.start(options)) {
            environment.put("CLICKHOUSE_PASSWORD", PASSWORD);

            environment.put("CLICKHOUSE_USER", "selector");
            assertThat(checkWith(engine.jdbcUrl("kalshi")).line("ClickHouse grants"))
                    .startsWith("FAILED")
                    .contains("selector lacks CREATE DATABASE on kalshi.*, CREATE TABLE on kalshi.orderbook_events")
                    .contains("run: GRANT CREATE DATABASE, CREATE TABLE, CREATE VIEW, INSERT ON kalshi.* TO selector");

            environment.put("CLICKHOUSE_USER", "recorder");
            Outcome granted = checkWith(engine.jdbcUrl("kalshi"));
            assertThat(granted.line("ClickHouse grants")).startsWith("ok");
            assertThat(granted.line("ClickHouse schema"))
                    .startsWith("ok")
                    .contains("the database kalshi and its tables will be created");

            environment.put("CLICKHOUSE_USER", "looker");
            assertThat(checkWith(engine.jdbcUrl("kalshi")).line("ClickHouse grants"))
                    .startsWith("FAILED")
                    .contains("the profile of looker is read-only", "readonly = 0");
        }
    }

    @Test
    void aClickHouseWithoutTheQuestionForGrantsIsToldWhatIsNeeded() throws Exception {
        TestEngine.Database database = TestEngine.freshDatabase();
        try (OldClickHouse old = OldClickHouse.before(TestEngine.shared().httpPort())) {
            Outcome outcome = checkWith("jdbc:clickhouse:http://127.0.0.1:" + old.port() + "/" + database.name());

            assertThat(outcome.exitCode()).as("%s", outcome.lines()).isZero();
            assertThat(outcome.line("ClickHouse grants"))
                    .startsWith("skipped")
                    .contains("has no CHECK GRANT", "INSERT, SELECT ON " + database.name() + ".*");
            assertThat(outcome.line("ClickHouse schema")).startsWith("ok");
        }
    }

    @Test
    void withoutAnAddressTheEmbeddedEngineIsTriedAndLeavesNothing() throws Exception {
        environment.put("CLICKHOUSE_EMBEDDED_PORT", "0");

        Outcome outcome = checkWith("");

        assertThat(outcome.exitCode()).as("%s", outcome.lines()).isZero();
        assertThat(outcome.line("embedded engine")).contains("libchdb");
        assertThat(outcome.line("ClickHouse")).startsWith("ok").contains("version 26.");
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void theEngineOfARunningTickhouseIsAskedAndNotStarted() throws Exception {
        environment.put(
                "CLICKHOUSE_EMBEDDED_PORT", Integer.toString(TestEngine.shared().httpPort()));
        try (DataDirectory held = DataDirectory.open(directory.resolve("data"))) {
            Outcome outcome = checkWith("");

            assertThat(outcome.exitCode()).as("%s", outcome.lines()).isZero();
            assertThat(outcome.line("embedded engine")).contains("the running Tickhouse (process ");
            assertThat(outcome.line("ClickHouse"))
                    .contains(":" + TestEngine.shared().httpPort() + "/kalshi");
            assertThat(outcome.line("disk")).contains("in use by a running Tickhouse");
            assertThat(held.spool()).isEmptyDirectory();
        }
        assertThat(directory.resolve("data/clickhouse")).doesNotExist();
    }

    @Test
    void theTablesOfAnEngineThatIsStoppedAreLookedAtWhereTheyAre() throws Exception {
        environment.put("CLICKHOUSE_EMBEDDED_PORT", "0");
        Path engineDirectory = directory.resolve("data/clickhouse");
        try (EmbeddedClickHouse engine = EmbeddedClickHouse.start(EmbeddedClickHouseOptions.in(engineDirectory))) {
            execute(engine.jdbcUrl("default"), "CREATE DATABASE kalshi");
            execute(
                    engine.jdbcUrl("kalshi"),
                    "CREATE TABLE feed_gaps (gap_id String) ENGINE = MergeTree ORDER BY gap_id");
        }

        Outcome outcome = checkWith("");

        assertThat(outcome.line("ClickHouse schema"))
                .startsWith("FAILED")
                .contains("lack feed_gaps.", "feed_gaps.feed");
        assertThat(DataDirectory.holder(directory.resolve("data"))).isEmpty();
    }

    @Test
    void aBusyPortForTheEngineIsAFailure() throws Exception {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            environment.put("CLICKHOUSE_EMBEDDED_PORT", Integer.toString(busy.getLocalPort()));

            Outcome outcome = checkWith("");

            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.line("embedded port")).startsWith("FAILED").contains("CLICKHOUSE_EMBEDDED_PORT");
        }
    }

    @Test
    void aMisspeltSettingIsNamedAndTheRestWaits() throws Exception {
        Files.writeString(directory.resolve("application.properties"), "kalshi.market = A\n");

        Outcome outcome = check();

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.line("settings")).startsWith("FAILED").contains("kalshi.market: no such setting");
        assertThat(outcome.lines())
                .filteredOn(line -> line.startsWith("skipped"))
                .hasSize(6);
    }

    @Test
    void withoutAKeyTheOtherChecksFollow() throws Exception {
        environment.remove("KALSHI_KEY_ID");
        environment.remove("KALSHI_PRIVATE_KEY_FILE");

        Outcome outcome = checkWith(TestEngine.freshDatabase().jdbcUrl());

        assertThat(outcome.line("settings")).startsWith("FAILED").contains("KALSHI_KEY_ID");
        assertThat(outcome.line("key file")).startsWith("skipped").contains("KALSHI_PRIVATE_KEY_FILE");
        assertThat(outcome.line("exchange")).startsWith("skipped");
        assertThat(outcome.line("clock")).startsWith("ok");
        assertThat(outcome.line("ClickHouse")).startsWith("ok");
    }

    @Test
    void aFeedWithoutMarketsNamesTheSetting() throws Exception {
        environment.remove("KALSHI_MARKETS");

        assertThat(checkWith(TestEngine.freshDatabase().jdbcUrl()).line("routes"))
                .startsWith("FAILED")
                .contains("default.camel.yaml", "set KALSHI_MARKETS");
    }

    @Test
    void aBrokenFeedFileIsNamedBesideTheOthers() throws Exception {
        routes = directory.resolve("routes");
        Files.createDirectories(routes.resolve("feeds"));
        Files.createDirectories(routes.resolve("kalshi"));
        Files.copy(Path.of("routes/kalshi/feed.camel.yaml"), routes.resolve("kalshi/feed.camel.yaml"));
        String feed = Files.readString(Path.of("routes/feeds/default.camel.yaml"));
        Files.writeString(routes.resolve("feeds/broken.camel.yaml"), "- templatedRoute:\n    routeId [");
        Files.writeString(routes.resolve("feeds/copied.camel.yaml"), feed);
        Files.writeString(routes.resolve("feeds/default.camel.yaml"), feed);

        Outcome outcome = checkWith(TestEngine.freshDatabase().jdbcUrl());

        assertThat(outcome.lines().subList(1, 4))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("FAILED  routes:").contains("broken.camel.yaml"),
                        line -> assertThat(line).startsWith("ok      routes:").contains("copied.camel.yaml"),
                        line -> assertThat(line)
                                .startsWith("FAILED  routes:")
                                .contains("'feeds-default' is taken by", "copied.camel.yaml"));
    }

    @Test
    void theCommandPrintsNothingButItsLines() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Application.class.getName(),
                        "check")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();

        List<String> lines = process.inputReader().lines().toList();

        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(lines).hasSizeGreaterThan(5).allMatch(line -> line.matches("(ok     |FAILED |skipped) .+"));
        assertThat(lines).anyMatch(line -> line.startsWith("FAILED  routes:") && line.contains("does not exist"));
    }

    private Path users() throws IOException {
        String user = "<%1$s><password>" + PASSWORD + "</password><networks><ip>127.0.0.1</ip></networks>"
                + "<profile>%2$s</profile><quota>default</quota><grants>%3$s</grants></%1$s>";
        String all = "<query>GRANT ALL ON *.*</query>";
        return Files.writeString(
                directory.resolve("users-with-grants.xml"),
                "<clickhouse><profiles><default/><fixed><readonly>2</readonly></fixed></profiles><quotas><default/></quotas><users>"
                        + "<default><no_password/><networks><ip>127.0.0.1</ip></networks><profile>default</profile>"
                        + "<quota>default</quota><grants>" + all + "</grants></default>"
                        + user.formatted("selector", "default", "<query>GRANT SELECT ON kalshi.*</query>")
                        + user.formatted(
                                "recorder",
                                "default",
                                "<query>GRANT CREATE DATABASE, CREATE TABLE, CREATE VIEW, INSERT, SELECT ON kalshi.*</query>")
                        + user.formatted("looker", "fixed", all)
                        + "</users></clickhouse>");
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
