package tickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tickhouse.clickhouse.embedded.EmbeddedClickHouse;
import tickhouse.clickhouse.embedded.EmbeddedClickHouseOptions;
import tickhouse.clickhouse.embedded.TestEngine;
import tickhouse.demo.Distortion;
import tickhouse.demo.ExchangeOptions;
import tickhouse.demo.Fault;

/** The audit finds what is missing, and nothing else. */
final class AuditIT {
    private static final Path RECORDED = Path.of("../shared/kalshi/recorded-session.jsonl");
    private static final String CHANNELS = "orderbook_delta,trade,ticker,market_lifecycle_v2";
    private static final String DELTA =
            " WHERE event_type = 'delta' AND seq = (SELECT max(seq) - 5 FROM orderbook_events WHERE event_type = 'delta')";

    private final Path directory;
    private final TestEngine.Database database;
    private final RecordedRows rows;

    AuditIT(@TempDir Path directory) throws Exception {
        this.directory = directory;
        database = TestEngine.freshDatabase();
        rows = new RecordedRows(database.jdbcUrl());
    }

    private AuditRun audit(String... arguments) {
        return AuditRun.of(Map.of("CLICKHOUSE_URL", database.jdbcUrl()), arguments);
    }

    private RecorderRig rig(ExchangeOptions options) throws Exception {
        return new RecorderRig(directory, options, database.jdbcUrl()).with("KALSHI_CHANNELS", CHANNELS);
    }

    /** A recording that has ended. */
    private void record(Fault... faults) throws Exception {
        try (RecorderRig rig = rig(new ExchangeOptions().markets(5).rate(500));
                Recorder recorder = rig.start()) {
            assertThat(recorder.context().isStarted()).isTrue();
            awaitFrames(rig, 500);
            for (Fault fault : faults) {
                rig.exchange().inject(fault);
                awaitFrames(rig, 300);
            }
            rig.exchange().quiesce();
            awaitRows();
        }
    }

    private static void awaitFrames(RecorderRig rig, int count) {
        int before = rig.ledger().size();
        await().until(() -> rig.ledger().size() > before + count);
    }

    /** Until everything is a row, what was noticed on the way too. */
    private void awaitRows() {
        AtomicInteger calm = new AtomicInteger();
        await().until(() -> calm.updateAndGet(looks -> noFiles() ? looks + 1 : 0) == 20);
    }

    private boolean noFiles() {
        try {
            return files().isEmpty();
        } catch (IOException | UncheckedIOException changing) {
            return false;
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> walk = Files.walk(directory.resolve("data/spool"))) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void declare(String first, String last, String cause) throws SQLException {
        execute(
                "INSERT INTO feed_gaps (gap_id, revision, feed, session, sid, cause, first_missing_seq, last_missing_seq,"
                        + " from_ts, to_ts) SELECT 'by hand', 1, feed, session, sid, '" + cause + "', " + first + ", "
                        + last
                        + ", now64(6), now64(6) FROM orderbook_events ORDER BY seq DESC LIMIT 1");
    }

    @Test
    void aWholeRecordingIsProvenWithEveryChannel() throws Exception {
        record();

        AuditRun outcome = audit();

        assertThat(outcome.exitCode()).as("%s", outcome.lines()).isZero();
        assertThat(outcome.verdict()).startsWith("WHOLE: 1 session(s), 2 subscription(s), ");
        long numbered = rows.count("SELECT (SELECT uniqExact(sid, seq) FROM orderbook_events)"
                + " + (SELECT count() FROM trades) + (SELECT countIf(seq IS NOT NULL) FROM control_frames)");
        assertThat(outcome.verdict()).contains(numbered + " frame(s) stored, 0 declared missing");
        assertThat(outcome.lines())
                .anyMatch(line -> line.contains("orderbook_delta"))
                .hasSize(4);
    }

    @Test
    void faultsThatTheRecorderDeclaredAreExplained() throws Exception {
        record(
                new Fault.OnFrame("orderbook_delta", Distortion.DROP),
                new Fault.OnFrame("trade", Distortion.DROP),
                new Fault.OnFrame("orderbook_delta", Distortion.SWAP),
                new Fault.OnFrame("orderbook_delta", Distortion.LEGACY_CENTS),
                new Fault.OnFrame("trade", Distortion.DUPLICATE),
                new Fault.Cut());

        AuditRun outcome = audit();

        assertThat(outcome.exitCode()).as("%s", outcome.lines()).isZero();
        // A swap with a frame of the other subscription is none.
        assertThat(outcome.verdict()).startsWith("WHOLE: 2 session(s)").containsPattern("[34] declared missing");
    }

    @Test
    void aRowDeletedByHandIsAHoleThatIsNamedUntilItIsDeclared() throws Exception {
        record();
        long seq = rows.count("SELECT max(seq) - 5 FROM orderbook_events WHERE event_type = 'delta'");
        execute("ALTER TABLE orderbook_events DELETE WHERE seq = " + seq + " SETTINGS mutations_sync = 2");

        AuditRun outcome = audit();

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.verdict()).startsWith("NOT WHOLE: ").contains("1 unexplained hole(s), 0 overlapping");
        assertThat(outcome.lines()).anyMatch(line -> line.endsWith("neither stored nor declared missing: " + seq));

        declare(Long.toString(seq), Long.toString(seq), "sequence gap");
        assertThat(audit().exitCode()).isZero();
    }

    @Test
    void theFirstNumberIsOneAndAHoleBeforeAGapCounts() throws Exception {
        record();
        execute("ALTER TABLE orderbook_events DELETE WHERE seq = 1 SETTINGS mutations_sync = 2");
        execute("ALTER TABLE control_frames DELETE WHERE seq = 1 SETTINGS mutations_sync = 2");
        long last = rows.count("SELECT max(seq) FROM orderbook_events");
        declare(Long.toString(last + 5), Long.toString(last + 9), "sequence gap");

        AuditRun outcome = audit();

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.lines()).anyMatch(line -> line.endsWith(": 1, " + (last + 1) + "-" + (last + 4)));
    }

    @Test
    void aDoubledRowIsFound() throws Exception {
        record();
        execute("INSERT INTO orderbook_events SELECT * FROM orderbook_events" + DELTA);

        AuditRun outcome = audit();

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.lines()).anyMatch(line -> line.endsWith(": 1 row(s) stored twice"));
        assertThat(outcome.verdict()).contains("0 unexplained hole(s), 0 overlapping number(s), 1 doubled row(s)");
    }

    @Test
    void aNumberBothStoredAndDeclaredMissingIsFound() throws Exception {
        record();
        declare("10", "12", "the spool is full");

        AuditRun outcome = audit();

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.lines()).anyMatch(line -> line.endsWith(": 3 number(s) both stored and declared missing"));
    }

    @Test
    void onlyTheEndOfAProcessMayLeaveOpenWhatIsMissing() throws Exception {
        record();
        execute("ALTER TABLE orderbook_events DELETE" + DELTA + " SETTINGS mutations_sync = 2");

        declare("10", "NULL", "a guess");
        assertThat(audit().exitCode()).isEqualTo(1);
        declare("10", "NULL", "process ended");
        assertThat(audit().exitCode()).isZero();
    }

    @Test
    void aSessionWithoutAnEndIsUnexplainedUnlessItIsTheNewest() throws Exception {
        record();
        // The row of the end may still be a file when the recorder has stopped.
        execute("INSERT INTO feed_sessions (feed, session, revision, opened_ts, closed_ts)"
                + " SELECT feed, session, 2, opened_ts, now64(6) FROM feed_sessions");
        String old = "INSERT INTO feed_sessions (feed, session, revision, opened_ts) VALUES ('default', '%s', 1, %s)";
        execute(old.formatted("newest", "now64(6)"));
        assertThat(audit().exitCode()).isZero();

        execute(old.formatted("forgotten", "now64(6) - toIntervalDay(1)"));
        AuditRun outcome = audit();
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.lines()).contains("feed default: session forgotten never ended, and no gap says why");

        assertThat(audit("--from", Instant.now().minusSeconds(3_600).toString()).exitCode())
                .isZero();
        assertThat(audit("--to", Instant.now().minusSeconds(3_600).toString()).exitCode())
                .isEqualTo(1);
    }

    @Test
    void aKilledProcessIsExplainedAfterTheNextStart() throws Exception {
        try (RecorderRig rig = rig(new ExchangeOptions().markets(5).rate(1_000))) {
            for (int kill = 0; kill < 2; kill++) {
                int frames = rig.ledger().size();
                Process killed = rig.process();
                await().until(() -> rig.ledger().size() > frames + 1_500);
                killed.destroyForcibly().waitFor();
            }
            try (Recorder recorder = rig.start()) {
                awaitFrames(rig, 500);
                rig.exchange().quiesce();
                assertThat(recorder.context().isStarted()).isTrue();
                awaitRows();
            }
        }
        await().untilAsserted(() -> {
            AuditRun outcome = audit();
            assertThat(outcome.exitCode()).as("%s", outcome.lines()).isZero();
            assertThat(outcome.verdict()).startsWith("WHOLE: 3 session(s)");
        });
    }

    @Test
    void aRecordedSessionIsProven() throws Exception {
        Assumptions.assumeTrue(Files.exists(RECORDED), "the recorded session is not part of the project");
        try (RecorderRig rig = rig(new ExchangeOptions().markets(1).playback(Files.readAllLines(RECORDED)));
                Recorder recorder = rig.start()) {
            await().until(() -> recorder.context().isStarted() && rows.stored().size() == 268);
        }

        AuditRun outcome = audit();

        assertThat(outcome.exitCode()).as("%s", outcome.lines()).isZero();
        assertThat(outcome.verdict()).contains(" 268 frame(s) stored, 0 declared missing");
    }

    @Test
    void theEmbeddedEngineIsStartedForTheAuditIfNoRecorderRuns() throws Exception {
        Path data = directory.resolve("data");
        Map<String, String> environment = Map.of("DATA_DIR", data.toString());
        assertThat(AuditRun.of(environment).verdict()).startsWith("NOT AUDITED: there is no recording in ");

        try (EmbeddedClickHouse engine =
                EmbeddedClickHouse.start(EmbeddedClickHouseOptions.in(data.resolve("clickhouse")))) {
            TestEngine.createTables(engine.jdbcUrl("kalshi"));
        }

        AuditRun outcome = AuditRun.of(environment);
        assertThat(outcome.exitCode()).as("%s", outcome.lines()).isZero();
        assertThat(outcome.verdict()).startsWith("WHOLE: 0 session(s)");
    }

    @Test
    void aServerThatCannotBeAskedIsOneLine() {
        AuditRun outcome = AuditRun.of(Map.of("CLICKHOUSE_URL", "jdbc:clickhouse:http://127.0.0.1:1/kalshi"));

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.lines())
                .singleElement()
                .asString()
                .startsWith("NOT AUDITED: no answer from jdbc:clickhouse:http://127.0.0.1:1/kalshi");
    }
}
