package tickhouse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tickhouse.batch.DataDirectoryException;
import tickhouse.check.ClickHouseCheck;
import tickhouse.check.Report;
import tickhouse.clickhouse.embedded.EmbeddedClickHouseException;
import tickhouse.clickhouse.embedded.EmbeddedClickHouseOptions;
import tickhouse.clickhouse.embedded.EnginePreflight;

/** Whether the embedded engine runs on this machine: the running one, or one that is started for the check. */
final class EngineCheck {
    private static final String WHAT = "embedded engine";
    private static final String PORT = "embedded port";

    private final Report report;
    private final LocalEngine local;
    private final EmbeddedClickHouseOptions options;

    EngineCheck(Report report, Path dataDirectory, EmbeddedClickHouseOptions options) {
        this.report = report;
        this.local = new LocalEngine(dataDirectory, options);
        this.options = options;
    }

    /** Hands the JDBC address of an engine's database, while there is one. */
    void run(Consumer<String> database) {
        try {
            Optional<String> holder = local.holder();
            if (holder.isPresent()) {
                running(holder.get(), database);
            } else {
                notRunning(database);
            }
        } catch (DataDirectoryException unusable) {
            report.skipped(WHAT, "the data directory cannot be used");
            skipServer("the data directory cannot be used");
        }
    }

    private void running(String process, Consumer<String> database) {
        report.ok(WHAT, "it belongs to the running Tickhouse (process " + process + ")");
        local.runningDatabase()
                .ifPresentOrElse(
                        database,
                        () -> skipServer(
                                "clickhouse.embedded-port is 0, so only the running Tickhouse's log has the port"));
    }

    private void notRunning(Consumer<String> database) {
        boolean library = library();
        port();
        if (!library) {
            skipServer("the engine is not on this machine yet");
            return;
        }
        try {
            if (local.isOfAnotherUser()) {
                skipServer(options.dataDirectory() + " belongs to another user, who could not use the files that an"
                        + " engine started by this one would leave there");
            } else {
                start(database);
            }
        } catch (IOException unwritable) {
            skipServer("no temporary directory can be had for the engine (" + unwritable + ")");
        }
    }

    /** Says whether it is here. */
    private boolean library() {
        try {
            EnginePreflight preflight = EnginePreflight.ofThisMachine();
            report.ok(WHAT, preflight.library());
            return preflight.hasLibrary();
        } catch (EmbeddedClickHouseException unusable) {
            report.failed(WHAT, unusable);
            return false;
        }
    }

    private void port() {
        try {
            EnginePreflight.requirePort(options.httpPort());
            report.ok(PORT, options.httpPort() == 0 ? "any free one" : options.httpPort() + " on 127.0.0.1 is free");
        } catch (EmbeddedClickHouseException taken) {
            report.failed(PORT, taken);
        }
    }

    private void start(Consumer<String> database) throws IOException {
        try {
            if (local.hasData()) {
                local.start(database);
            } else {
                startElsewhere(database);
            }
        } catch (EmbeddedClickHouseException broken) {
            report.failed(ClickHouseCheck.WHAT, broken);
            ClickHouseCheck.skipRest(report, "the embedded engine does not start");
        }
    }

    /** There is no data yet, and there shall be none after a check. */
    private void startElsewhere(Consumer<String> database) throws IOException {
        Path temporary = Files.createTempDirectory("tickhouse-check-");
        try {
            EmbeddedClickHouseOptions elsewhere =
                    EmbeddedClickHouseOptions.in(temporary).withMemoryCeilingBytes(options.memoryCeilingBytes());
            LocalEngine.start(elsewhere, database);
        } finally {
            delete(temporary);
        }
    }

    private void skipServer(String because) {
        report.skipped(ClickHouseCheck.WHAT, because);
        ClickHouseCheck.skipRest(report, because);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> entries = Files.walk(directory)) {
            List<Path> deepestFirst = entries.sorted(Comparator.reverseOrder()).toList();
            for (Path entry : deepestFirst) {
                Files.delete(entry);
            }
        } catch (UncheckedIOException vanished) {
            throw vanished.getCause();
        }
    }
}
