package tickhouse;

import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tickhouse.check.ClickHouseCheck;
import tickhouse.check.ClockCheck;
import tickhouse.check.DataDirectoryCheck;
import tickhouse.check.HandshakeCheck;
import tickhouse.check.KeyFileCheck;
import tickhouse.check.Report;
import tickhouse.clickhouse.BadAddressException;
import tickhouse.clickhouse.ClickHouseAddress;
import tickhouse.websocket.HandshakeProbe;

/** Runs all checks, each as far as the settings it needs allow. */
final class Checks {
    private final Report report;
    private final Path routes;
    private final Clock clock;
    // What later checks need of earlier ones.
    private boolean hasKey;
    private HandshakeProbe.Answer answer = new HandshakeProbe.Answer("not tried", "", Instant.EPOCH);

    Checks(Report report, Path routes, Clock clock) {
        this.report = report;
        this.routes = routes;
        this.clock = clock;
    }

    private interface Check {
        void run() throws InterruptedException;
    }

    void run(Path file, Map<String, String> environment) throws InterruptedException {
        Optional<Settings> loaded = load(file, environment);
        if (loaded.isEmpty()) {
            Stream.of("routes", "key file", "exchange", "clock", "ClickHouse", "disk")
                    .forEach(what -> report.skipped(what, "the settings cannot be read"));
            return;
        }
        Settings settings = loaded.get();
        guarded("routes", () -> new RoutesCheck(report, routes).run(settings));
        guarded("key file", () -> keyFile(settings));
        guarded("exchange", () -> exchange(settings));
        guarded("clock", () -> clock(settings));
        guarded("ClickHouse", () -> clickHouse(settings));
        guarded("disk", () -> disk(settings));
    }

    private Optional<Settings> load(Path file, Map<String, String> environment) {
        try {
            Settings settings = Settings.load(file, environment);
            validate(settings, file);
            return Optional.of(settings);
        } catch (SettingsException unknown) {
            report.failed("settings", unknown);
            return Optional.empty();
        } catch (UncheckedIOException unreadable) {
            report.failed(
                    "settings", file.toAbsolutePath() + " cannot be read. Make it a text file this user may read.");
            return Optional.empty();
        }
    }

    private void validate(Settings settings, Path file) {
        try {
            settings.validate();
            report.ok("settings", file.toAbsolutePath() + ", the environment and the defaults can be used together");
        } catch (SettingsException wrong) {
            report.failed("settings", wrong);
        }
    }

    /** Whatever happens in one check, the others follow. */
    private void guarded(String what, Check check) throws InterruptedException {
        try {
            check.run();
        } catch (SettingsException wrong) {
            report.skipped(what, String.valueOf(wrong.getMessage()));
        } catch (RuntimeException unexpected) {
            // Without its message, which nobody has looked through for secrets.
            report.failed(
                    what,
                    "the check itself failed (" + unexpected.getClass().getSimpleName() + " at "
                            + unexpected.getStackTrace()[0] + "). Please report this.");
        }
    }

    private void keyFile(Settings settings) {
        hasKey = new KeyFileCheck(report).run(settings.privateKeyFile());
    }

    private void exchange(Settings settings) throws InterruptedException {
        URI url = settings.address("kalshi.url", List.of("wss", "ws"));
        if (hasKey) {
            answer = new HandshakeCheck(report).run(url, Recorder.handshake(settings, clock));
        } else {
            report.skipped("exchange", "there is no key to sign with");
        }
    }

    private void clock(Settings settings) throws InterruptedException {
        new ClockCheck(report, clock).run(settings.address("kalshi.rest-url", List.of("https", "http")), answer);
    }

    private void clickHouse(Settings settings) {
        try {
            Optional<ClickHouseAddress> server = Recorder.address(settings);
            if (server.isPresent()) {
                new ClickHouseCheck(report, Recorder.login(settings, server.get(), false)).run();
                return;
            }
            settings.required("data.dir", "a directory");
            new EngineCheck(report, settings.path("data.dir"), Recorder.engineOptions(settings))
                    .run(url -> new ClickHouseCheck(report, Recorder.login(settings, ClickHouseAddress.of(url), true))
                            .run());
        } catch (BadAddressException wrong) {
            report.failed("ClickHouse", wrong);
        }
    }

    private void disk(Settings settings) {
        settings.required("data.dir", "a directory");
        new DataDirectoryCheck(
                        report,
                        settings.path("data.dir"),
                        settings.number("spool.max-bytes", 1, Long.MAX_VALUE),
                        settings.number("spool.min-free-bytes", 0, Long.MAX_VALUE))
                .run();
    }
}
