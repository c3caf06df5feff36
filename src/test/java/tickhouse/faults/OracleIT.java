package tickhouse.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tickhouse.Recorder;
import tickhouse.RecorderRig;
import tickhouse.clickhouse.embedded.TestEngine;
import tickhouse.demo.ExchangeOptions;
import tickhouse.demo.Fault;
import tickhouse.demo.oracle.Books;
import tickhouse.demo.oracle.Findings;
import tickhouse.demo.oracle.Oracle;
import tickhouse.demo.oracle.Sent;
import tickhouse.demo.oracle.Tables;

/** The judge of all fault scenarios finds whatever is done to a whole recording. */
final class OracleIT {
    private static final String DELTA = " WHERE event_type = 'delta' AND session = (SELECT max(session) FROM"
            + " orderbook_events) AND seq = (SELECT max(seq) - %d FROM orderbook_events WHERE event_type = 'delta'"
            + " AND session = (SELECT max(session) FROM orderbook_events))";

    private final Sent sent = new Sent();
    private final Path directory;
    private final String url;
    private final Tables tables;

    OracleIT(@TempDir Path directory) throws Exception {
        this.directory = directory;
        url = TestEngine.freshDatabase().jdbcUrl();
        tables = Tables.at(url);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql + " SETTINGS mutations_sync = 2");
        }
    }

    private static String delta(int fromTheEnd) {
        return DELTA.formatted(fromTheEnd);
    }

    /** Two connections, both recorded whole. */
    private RecorderRig recorded() throws Exception {
        RecorderRig rig = new RecorderRig(
                        directory, new ExchangeOptions().markets(5).rate(500), url, sent::add)
                .with("KALSHI_CHANNELS", "orderbook_delta,trade,ticker")
                .with("KALSHI_BACKFILL_DELAY_MS", "0");
        try (Recorder recorder = rig.start()) {
            awaitFrames(300);
            rig.exchange().inject(new Fault.Cut());
            awaitFrames(300);
            rig.exchange().sendRaw("no JSON");
            rig.exchange().quiesce();
            FaultRig.eventually(() -> {
                Findings findings = check();
                assertThat(findings.isSound()).as("%s", findings).isTrue();
                assertThat(findings.causes()).containsExactly("connection lost");
                assertThat(findings.deadLetters()).isEqualTo(1);
                assertThat(tables.count("SELECT count() FROM feed_gaps FINAL WHERE isNull(healed_ts)"))
                        .isZero();
            });
            assertThat(recorder).isNotNull();
        }
        return rig;
    }

    private void awaitFrames(int count) {
        long before = sent.frames();
        FaultRig.eventually(() -> assertThat(sent.frames()).isGreaterThan(before + count));
    }

    private Findings check() {
        return new Oracle(sent, tables, directory.resolve("data")).check();
    }

    @Test
    void everyKindOfDamageIsFound() throws Exception {
        try (RecorderRig rig = recorded()) {
            Findings whole = check();
            assertThat(whole.isSound()).as("%s", whole).isTrue();
            assertThat(whole.stored()).isEqualTo(sent.frames() - 1);
            assertThat(whole.deadLetters()).isEqualTo(1);
            assertThat(whole.causes()).containsExactly("connection lost");
            assertThat(Books.differences(tables, rig.exchange(), rig.exchange().tickers()))
                    .isEmpty();

            execute("ALTER TABLE orderbook_events DELETE" + delta(20));
            Findings oneLess = check();
            assertThat(oneLess.lost()).hasSize(1).allMatch(line -> line.startsWith("neither stored nor declared"));
            assertThat(oneLess.wrong()).anyMatch(line -> line.startsWith("valid, but not whole"));
            assertThat(Books.differences(tables, rig.exchange(), rig.exchange().tickers()))
                    .isNotEmpty();

            execute("ALTER TABLE orderbook_events UPDATE quantity = quantity + 1" + delta(30));
            assertThat(check().wrong())
                    .filteredOn(line -> line.startsWith("not as it was sent"))
                    .hasSize(1);

            execute("ALTER TABLE orderbook_events UPDATE exchange_ts = exchange_ts + INTERVAL 1 MICROSECOND"
                    + delta(31));
            assertThat(check().wrong())
                    .filteredOn(line -> line.startsWith("not as it was sent"))
                    .hasSize(2);

            execute("INSERT INTO orderbook_events SELECT * FROM orderbook_events" + delta(40));
            assertThat(check().doubled()).isEqualTo(1);

            execute("INSERT INTO orderbook_events SELECT * REPLACE (seq + 1000000 AS seq) FROM"
                    + " (SELECT * FROM orderbook_events" + delta(50) + ")");
            assertThat(check().wrong())
                    .filteredOn(line -> line.startsWith("never sent"))
                    .hasSize(1);

            execute("ALTER TABLE trades UPDATE yes_price = yes_price + 0.01 WHERE session != ''"
                    + " AND trade_id = (SELECT max(trade_id) FROM trades WHERE session != '')");
            assertThat(check().wrong())
                    .filteredOn(line -> line.startsWith("not as it was sent"))
                    .hasSize(3);

            execute("ALTER TABLE tickers DELETE WHERE session = (SELECT max(session) FROM tickers)");
            assertThat(check().lost())
                    .filteredOn(line -> line.contains("time(s) neither stored nor kept"))
                    .isNotEmpty();

            Files.writeString(directory.resolve("data/dead-letter/frames/foreign.ndjson"), "{\"frame\":\"{}\"}\n");
            assertThat(check().wrong())
                    .filteredOn(line -> line.startsWith("a dead letter that was never sent"))
                    .hasSize(1);
        }
    }
}
