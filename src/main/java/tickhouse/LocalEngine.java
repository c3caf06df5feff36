package tickhouse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import tickhouse.batch.DataDirectory;
import tickhouse.clickhouse.embedded.EmbeddedClickHouse;
import tickhouse.clickhouse.embedded.EmbeddedClickHouseOptions;

/** The embedded engine of a data directory, for a command: the running Tickhouse's, or one that is started for the command. */
final class LocalEngine {
    private final Path dataDirectory;
    private final EmbeddedClickHouseOptions options;

    LocalEngine(Path dataDirectory, EmbeddedClickHouseOptions options) {
        this.dataDirectory = dataDirectory;
        this.options = options;
    }

    /** The process of the running Tickhouse, if there is one. */
    Optional<String> holder() {
        return DataDirectory.holder(dataDirectory);
    }

    /** The JDBC address of the running Tickhouse's engine; empty if only its log has the port. */
    Optional<String> runningDatabase() {
        return options.httpPort() == 0
                ? Optional.empty()
                : Optional.of("jdbc:clickhouse:http://127.0.0.1:" + options.httpPort() + "/kalshi");
    }

    /** Whether an engine has ever had data here. */
    boolean hasData() {
        return Files.exists(options.dataDirectory());
    }

    /** Whether files that we would leave there could not be used by the owner. */
    boolean isOfAnotherUser() throws IOException {
        if (!hasData()) {
            return false;
        }
        // A new file shows who we are: in a container the user may have no name.
        Path ours = Files.createTempFile("tickhouse-", "");
        try {
            return !Files.getOwner(ours).equals(Files.getOwner(options.dataDirectory()));
        } finally {
            Files.delete(ours);
        }
    }

    /** With the lock of the data directory: a Tickhouse that starts now is told who has it. */
    @SuppressWarnings("try")
    void start(Consumer<String> database) throws IOException {
        try (DataDirectory held = DataDirectory.open(dataDirectory)) {
            start(options, database);
        }
    }

    static void start(EmbeddedClickHouseOptions chosen, Consumer<String> database) {
        try (EmbeddedClickHouse engine =
                EmbeddedClickHouse.start(chosen.withHttpPort(0).withoutSupervision())) {
            database.accept(engine.jdbcUrl("kalshi"));
        }
    }
}
