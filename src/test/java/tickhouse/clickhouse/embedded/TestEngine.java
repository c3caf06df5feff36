package tickhouse.clickhouse.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import tickhouse.Patience;
import tickhouse.clickhouse.ClickHouseAddress;
import tickhouse.clickhouse.ClickHouseLogin;
import tickhouse.clickhouse.InsertStatements;
import tickhouse.clickhouse.Schema;

/** One engine for all tests of a JVM, started when first asked for and closed at the JVM's end. */
public final class TestEngine {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private TestEngine() {}

    /** A database of its own for one test. */
    public record Database(String name, String jdbcUrl) {}

    public static EmbeddedClickHouse shared() {
        return Holder.ENGINE;
    }

    public static Database freshDatabase() throws SQLException {
        String name = "test_" + DATABASES.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(shared().jdbcUrl("default"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return new Database(name, shared().jdbcUrl(name));
    }

    /** The database and its tables, as at the start of a recorder. */
    public static void createTables(String jdbcUrl) throws SQLException {
        ClickHouseLogin login = new ClickHouseLogin(ClickHouseAddress.of(jdbcUrl), "default", "", 30_000);
        new Schema(login, new InsertStatements()).prepare();
    }

    private static final class Holder {
        /** Enough for a hundred databases, and little enough that a query for 1 GB, which may have half, is refused. */
        private static final long MEMORY = 1_800L << 20;

        static final EmbeddedClickHouse ENGINE = start();

        private static EmbeddedClickHouse start() {
            try {
                Path directory = Files.createTempDirectory("tickhouse-test-engine-");
                EmbeddedClickHouse engine = EmbeddedClickHouse.start(EmbeddedClickHouseOptions.in(directory)
                        .withMemoryCeilingBytes(MEMORY)
                        .withStartTimeout(Patience.USUAL));
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    engine.close();
                    delete(directory);
                }));
                return engine;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        private static void delete(Path directory) {
            try (Stream<Path> entries = Files.walk(directory)) {
                List<Path> deepestFirst =
                        entries.sorted(Comparator.reverseOrder()).toList();
                for (Path entry : deepestFirst) {
                    Files.delete(entry);
                }
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
