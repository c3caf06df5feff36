package tickhouse;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tickhouse.audit.Audit;
import tickhouse.audit.AuditReport;
import tickhouse.audit.Period;
import tickhouse.batch.DataDirectoryException;
import tickhouse.check.ClickHouseFailures;
import tickhouse.clickhouse.BadAddressException;
import tickhouse.clickhouse.ClickHouseAddress;
import tickhouse.clickhouse.ClickHouseLogin;
import tickhouse.clickhouse.embedded.EmbeddedClickHouseException;

/** Proves by SQL that every numbered frame is stored once or declared missing. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = "Proves by SQL that every numbered frame of every connection is stored once or declared missing."
                + " Prints a line for each subscription; the exit code is 0 if nothing is unexplained, else 1. Changes"
                + " nothing.")
final class AuditCommand implements Callable<Integer> {
    /** A question may go through months of rows. */
    private static final Duration PATIENCE = Duration.ofHours(2);

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Only sessions opened at this time or later, such as 2026-11-24T21:00:00Z.")
    private Instant from = Period.EVER.from();

    @Option(names = "--to", paramLabel = "TIME", description = "Only sessions opened before this time.")
    private Instant to = Period.EVER.to();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec specification;

    private boolean sound;

    @Override
    public Integer call() {
        CheckCommand.silenceTheLog();
        PrintWriter out = specification.commandLine().getOut();
        try {
            return run(Settings.load(Settings.FILE, System.getenv()), out);
        } catch (SettingsException | UncheckedIOException wrong) {
            return notAudited(out, String.valueOf(wrong.getMessage()));
        }
    }

    /** Says with which code the process should end. */
    int run(Settings settings, PrintWriter out) {
        sound = false;
        try {
            Optional<ClickHouseAddress> server = Recorder.address(settings);
            if (server.isPresent()) {
                audit(Recorder.login(settings, server.get(), false), out);
            } else {
                audit(settings, out);
            }
        } catch (SettingsException
                | BadAddressException
                | DataDirectoryException
                | EmbeddedClickHouseException explained) {
            return notAudited(out, String.valueOf(explained.getMessage()));
        } catch (IOException unusable) {
            return notAudited(out, "the embedded engine's files cannot be used (" + unusable + ").");
        }
        return sound ? 0 : 1;
    }

    private void audit(Settings settings, PrintWriter out) throws IOException {
        settings.required("data.dir", "a directory");
        Path directory = settings.path("data.dir");
        LocalEngine engine = new LocalEngine(directory, Recorder.engineOptions(settings));
        if (engine.holder().isPresent()) {
            engine.runningDatabase()
                    .ifPresentOrElse(
                            url -> auditEmbedded(settings, url, out),
                            () -> notAudited(
                                    out,
                                    "clickhouse.embedded-port is 0, so only the running Tickhouse's log has the port."
                                            + " Set CLICKHOUSE_EMBEDDED_PORT to it."));
        } else if (!engine.hasData()) {
            notAudited(out, "there is no recording in " + directory + ". Set DATA_DIR or CLICKHOUSE_URL.");
        } else if (engine.isOfAnotherUser()) {
            notAudited(out, directory + " belongs to another user. Run the audit as that user.");
        } else {
            engine.start(url -> auditEmbedded(settings, url, out));
        }
    }

    private void auditEmbedded(Settings settings, String url, PrintWriter out) {
        audit(Recorder.login(settings, ClickHouseAddress.of(url), true), out);
    }

    private void audit(ClickHouseLogin login, PrintWriter out) {
        try {
            ClickHouseLogin patient = login.withSocketTimeoutMillis(PATIENCE.toMillis());
            Audit audit = new Audit(patient.dataSource(), new Period(from, to)).run();
            new AuditReport(out).print(audit);
            sound = audit.isSound();
        } catch (SQLException failure) {
            notAudited(out, ClickHouseFailures.sentence(failure, login));
        }
    }

    private static int notAudited(PrintWriter out, String because) {
        out.println("NOT AUDITED: " + because);
        out.flush();
        return 1;
    }
}
