package tickhouse.clickhouse.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedClickHouseIT {
    private static final int MEMORY_LIMIT_EXCEEDED = 241;
    private static final int READONLY = 164;
    private static final int ACCESS_DENIED = 497;
    private static final int AUTHENTICATION_FAILED = 516;

    private final Path directory;

    EmbeddedClickHouseIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void theEngineAnswersQueriesThroughTheDriver() throws SQLException {
        TestEngine.Database database = TestEngine.freshDatabase();

        assertThat(query(database.jdbcUrl(), "SELECT currentDatabase()")).isEqualTo(database.name());
        assertThat(query(database.jdbcUrl(), "SELECT version()")).startsWith("26.7");
        assertThat(query(database.jdbcUrl(), "SELECT timezone()")).isEqualTo("UTC");
    }

    @Test
    void rowsSurviveAnOrderlyEndAndANewStart() throws SQLException {
        try (EmbeddedClickHouse engine = EmbeddedClickHouse.start(options())) {
            createTableWithOneRow(engine);
        }
        try (EmbeddedClickHouse engine = EmbeddedClickHouse.start(options())) {
            assertThat(query(engine.jdbcUrl("market"), "SELECT count() FROM t")).isEqualTo("1");
        }
    }

    @Test
    void aKilledEngineComesBackOnTheSamePortWithItsRows() throws Exception {
        try (EmbeddedClickHouse engine = EmbeddedClickHouse.start(options())) {
            createTableWithOneRow(engine);
            long killed = engine.pid();

            engine.kill();

            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(query(engine.jdbcUrl("market"), "SELECT count() FROM t"))
                            .isEqualTo("1"));
            await().until(() -> engine.pid() != killed);
        }
    }

    @Test
    void withoutSupervisionAKilledEngineStaysDown() throws Exception {
        try (EmbeddedClickHouse engine = EmbeddedClickHouse.start(options().withoutSupervision())) {
            engine.kill();

            assertThat(engine.isAlive()).isFalse();
        }
    }

    @Test
    void aStopMeantForTheParentDoesNotEndTheEngine() throws SQLException {
        try (EmbeddedClickHouse engine = EmbeddedClickHouse.start(options())) {
            long pid = engine.pid();

            assertThat(ProcessHandle.of(pid).map(ProcessHandle::destroy)).hasValue(true);

            assertThat(query(engine.jdbcUrl("default"), "SELECT sleep(1)")).isEqualTo("0");
            assertThat(engine.pid()).isEqualTo(pid);
        }
    }

    @Test
    void theEngineEndsWhenItsParentIsKilled() throws Exception {
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName(),
                        directory.resolve("clickhouse").toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader output = parent.inputReader()) {
            String pid = output.lines()
                    .filter(line -> line.startsWith(Parent.PREFIX))
                    .map(line -> line.substring(Parent.PREFIX.length()))
                    .findFirst()
                    .orElseThrow();
            assertThat(ProcessHandle.of(Long.parseLong(pid))).isPresent();

            parent.destroyForcibly().waitFor();

            await().until(() -> ProcessHandle.of(Long.parseLong(pid))
                    .filter(ProcessHandle::isAlive)
                    .isEmpty());
        } finally {
            parent.destroyForcibly();
        }
        try (EmbeddedClickHouse next = EmbeddedClickHouse.start(options())) {
            assertThat(next.isAlive()).isTrue();
        }
    }

    /** A program that starts an engine and never ends by itself. */
    static final class Parent {
        static final String PREFIX = "engine ";

        private Parent() {}

        public static void main(String[] arguments) throws InterruptedException {
            EmbeddedClickHouse engine = EmbeddedClickHouse.start(EmbeddedClickHouseOptions.in(Path.of(arguments[0])));
            System.out.println(PREFIX + engine.pid());
            Thread.currentThread().join();
        }
    }

    @Test
    void aSecondEngineOnTheSameDirectoryIsRefused() throws SQLException {
        try (EmbeddedClickHouse first = EmbeddedClickHouse.start(options())) {
            assertThatExceptionOfType(EmbeddedClickHouseException.class)
                    .isThrownBy(() -> EmbeddedClickHouse.start(options()))
                    .withMessageContaining(
                            directory.resolve("clickhouse") + " is in use by another embedded ClickHouse engine")
                    .withMessageContaining("process " + first.pid());
            assertThat(query(first.jdbcUrl("default"), "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void aBusyPortIsNamedWithTheSettingThatChangesIt() throws IOException {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            int port = busy.getLocalPort();
            assertThatExceptionOfType(EmbeddedClickHouseException.class)
                    .isThrownBy(() -> EmbeddedClickHouse.start(options().withHttpPort(port)))
                    .withMessageContaining("Port " + port)
                    .withMessageContaining("clickhouse.embedded-port")
                    .withMessageContaining("CLICKHOUSE_EMBEDDED_PORT");
        }
    }

    @Test
    void aConfigurationTheEngineRefusesFailsTheStartWithItsReason() {
        EmbeddedClickHouseOptions broken = options().withServerSettings(Map.of("max_server_memory_usage", "plenty"));

        assertThatExceptionOfType(EmbeddedClickHouseException.class)
                .isThrownBy(() -> EmbeddedClickHouse.start(broken))
                .withMessageContaining("while parsing setting 'max_server_memory_usage'")
                .withMessageContaining("set CLICKHOUSE_URL")
                .withMessageNotContaining("\n");
    }

    @Test
    void aUserNeedsItsPasswordAndAReadOnlyOneCannotWrite() throws SQLException {
        EmbeddedClickHouseOptions options = options()
                .withUsers(new EngineUser("writer", "let <me> in", false), new EngineUser("reader", "look", true));
        try (EmbeddedClickHouse engine = EmbeddedClickHouse.start(options)) {
            createTableWithOneRow(engine);
            String url = engine.jdbcUrl("market");

            execute(url, "writer", "let <me> in", "INSERT INTO t (a) VALUES (2)");
            assertThat(query(url, "reader", "look", "SELECT count() FROM t")).isEqualTo("2");

            assertErrorCode(READONLY, () -> execute(url, "reader", "look", "INSERT INTO t (a) VALUES (3)"));
            assertErrorCode(AUTHENTICATION_FAILED, () -> query(url, "writer", "wrong", "SELECT 1"));
        }
    }

    @Test
    void aQueryOverItsMemoryLimitFailsWith241() throws SQLException {
        EmbeddedClickHouseOptions options = options().withProfileSettings(Map.of("max_memory_usage", "20000000"));
        try (EmbeddedClickHouse engine = EmbeddedClickHouse.start(options)) {
            String greedy = "SELECT count() FROM (SELECT number FROM numbers(100000000) GROUP BY number)";
            assertErrorCode(MEMORY_LIMIT_EXCEEDED, () -> query(engine.jdbcUrl("default"), greedy));
        }
    }

    @Test
    void theSameDeduplicationTokenStoresABatchOnce() throws SQLException {
        String url = TestEngine.freshDatabase().jdbcUrl();
        execute(
                url,
                "CREATE TABLE t (a UInt64) ENGINE = MergeTree ORDER BY a"
                        + " SETTINGS non_replicated_deduplication_window = 100");

        execute(url, "INSERT INTO t (a) SETTINGS insert_deduplication_token = 'one' VALUES (1)");
        execute(url, "INSERT INTO t (a) SETTINGS insert_deduplication_token = 'one' VALUES (1)");
        execute(url, "INSERT INTO t (a) SETTINGS insert_deduplication_token = 'two' VALUES (1)");

        assertThat(query(url, "SELECT count() FROM t")).isEqualTo("2");
    }

    @Test
    void mutationsAndMergesRunInTheSmallPool() throws SQLException {
        String url = TestEngine.freshDatabase().jdbcUrl();
        execute(url, "CREATE TABLE t (a UInt64, b UInt8) ENGINE = MergeTree ORDER BY a");
        execute(url, "INSERT INTO t (a, b) VALUES (1, 1)");
        execute(url, "INSERT INTO t (a, b) VALUES (2, 2)");

        execute(url, "ALTER TABLE t UPDATE b = 7 WHERE a = 1 SETTINGS mutations_sync = 1");
        execute(url, "OPTIMIZE TABLE t FINAL");

        assertThat(query(url, "SELECT groupArray(b) FROM t")).isEqualTo("[7, 2]");
    }

    @Test
    void nobodyReadsTheFilesOfThisMachineThroughTheEngine() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "secret");

        assertErrorCode(
                ACCESS_DENIED,
                () -> query(
                        TestEngine.shared().jdbcUrl("default"),
                        "SELECT count() FROM file('" + secret + "', 'LineAsString')"));
    }

    private EmbeddedClickHouseOptions options() {
        return EmbeddedClickHouseOptions.in(directory.resolve("clickhouse"));
    }

    private static void createTableWithOneRow(EmbeddedClickHouse engine) throws SQLException {
        execute(engine.jdbcUrl("default"), "CREATE DATABASE market");
        execute(engine.jdbcUrl("market"), "CREATE TABLE t (a UInt64) ENGINE = MergeTree ORDER BY a");
        execute(engine.jdbcUrl("market"), "INSERT INTO t (a) VALUES (1)");
    }

    private static void assertErrorCode(int code, ThrowingCallable call) {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(call)
                .satisfies(failure -> assertThat(failure.getErrorCode()).isEqualTo(code));
    }

    private static void execute(String url, String sql) throws SQLException {
        execute(url, "default", "", sql);
    }

    private static void execute(String url, String user, String password, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(String url, String sql) throws SQLException {
        return query(url, "default", "", sql);
    }

    private static String query(String url, String user, String password, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }
}
