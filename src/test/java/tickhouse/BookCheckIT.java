package tickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tickhouse.clickhouse.embedded.TestEngine;
import tickhouse.demo.BookSnapshot;
import tickhouse.demo.Distortion;
import tickhouse.demo.ExchangeOptions;
import tickhouse.demo.Fault;
import tickhouse.demo.Side;

/** A book that is wrong although no number is missing is found, declared, and replaced. */
final class BookCheckIT {
    private final Path directory;
    private final TestEngine.Database database;
    private final RecordedRows rows;

    BookCheckIT(@TempDir Path directory) throws Exception {
        this.directory = directory;
        database = TestEngine.freshDatabase();
        rows = new RecordedRows(database.jdbcUrl());
    }

    private RecorderRig rig(int sample) throws Exception {
        return new RecorderRig(directory, new ExchangeOptions().markets(5).rate(300), database.jdbcUrl())
                .with("KALSHI_BOOK_CHECK_INTERVAL_MS", "1000")
                .with("KALSHI_BOOK_CHECK_MARKETS", Integer.toString(sample));
    }

    private long checks(String result) throws SQLException {
        return rows.count("SELECT count() FROM book_checks WHERE result = '" + result + "'");
    }

    private void awaitCheck(String result) {
        await().ignoreExceptions().until(() -> checks(result) > 0);
    }

    private void awaitAllStored(RecorderRig rig) {
        rig.exchange().quiesce();
        // The checks go on, and with them their snapshots.
        RecordedRows.Place last = RecordedRows.expected(rig.ledger()).lastKey();
        await().until(() -> rows.stored().lastKey().compareTo(last) >= 0);
    }

    private void assertWhole() {
        Settings settings =
                Settings.load(directory.resolve("no.properties"), Map.of("CLICKHOUSE_URL", database.jdbcUrl()));
        StringWriter out = new StringWriter();
        assertThat(new AuditCommand().run(settings, new PrintWriter(out)))
                .as(out::toString)
                .isZero();
    }

    private static Map<String, String> levels(BookSnapshot book) {
        Map<String, String> levels = new TreeMap<>();
        book.yes()
                .forEach((price, size) ->
                        levels.put("yes " + plain(price.toPlainString()), plain(size.toPlainString())));
        book.no()
                .forEach(
                        (price, size) -> levels.put("no " + plain(price.toPlainString()), plain(size.toPlainString())));
        return levels;
    }

    private static String plain(String decimal) {
        return RecordedRows.plain(decimal);
    }

    @Test
    void rightBooksAreProvenAndNothingIsDeclared() throws Exception {
        try (RecorderRig rig = rig(3);
                Recorder recorder = rig.start()) {
            await().ignoreExceptions()
                    .until(() -> checks("equal") >= 9
                            && rows.count("SELECT uniqExact(market_ticker) FROM book_checks") == 5);
            awaitAllStored(rig);

            assertThat(recorder.context().isStarted()).isTrue();
            assertThat(rows.texts("SELECT DISTINCT result FROM book_checks")).containsExactly("equal");
            assertThat(rows.count("SELECT count() FROM feed_gaps")).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DRIFTED, 10, different, book check",
        "BELOW_ZERO, 0, negative level, negative level",
        "CROSSING, 0, crossed book, crossed book"
    })
    void aBookThatCannotBeIsDeclaredInDoubtSinceItsSnapshotAndReplaced(
            Distortion distortion, int sample, String result, String cause) throws Exception {
        try (RecorderRig rig = rig(sample);
                Recorder recorder = rig.start()) {
            await().until(() -> rig.ledger().size() > 100);
            if (distortion == Distortion.CROSSING) {
                // What it takes the place of is missing: with trading, a level might be below zero before the time is
                // up.
                rig.exchange().rate(0);
            }
            rig.exchange().inject(new Fault.OnFrame("orderbook_delta", distortion));
            if (distortion == Distortion.CROSSING) {
                rig.exchange().delta(rig.exchange().tickers().get(0), Side.YES, new BigDecimal("0.01"), BigDecimal.ONE);
            }
            awaitCheck(result);
            await().until(() -> rows.count("SELECT count() FROM feed_gaps FINAL WHERE cause = '" + cause
                            + "' AND healed_by = 'get_snapshot' AND length(markets) = 1")
                    > 0);
            awaitAllStored(rig);

            assertThat(recorder.context().isStarted()).isTrue();
            assertThat(checks(result)).isEqualTo(1);
            assertThat(rows.count("SELECT count() FROM book_checks WHERE result NOT IN ('equal', '" + result + "')"))
                    .isZero();
            for (String ticker : rig.exchange().tickers()) {
                assertThat(rows.book(ticker))
                        .as(ticker)
                        .isEqualTo(levels(rig.exchange().book(ticker)));
            }
            assertThat(rows.count("""
                    SELECT count() FROM book_checks AS checked
                    INNER JOIN book_valid AS valid ON valid.market_ticker = checked.market_ticker
                    WHERE checked.result NOT IN ('equal') AND valid.from_seq <= checked.proven_seq
                        AND valid.to_seq != checked.proven_seq
                    """)).as("valid beyond what is proven").isZero();
            await("valid again")
                    .until(() -> rows.count("SELECT uniqExact(market_ticker) FROM book_valid WHERE to_seq ="
                                    + " (SELECT max(seq) FROM orderbook_events)")
                            == 5);
            assertWhole();
        }
    }

    @Test
    void aDeltaBeforeItsSnapshotIsDeclaredAndTheSnapshotFetched() throws Exception {
        try (RecorderRig rig = rig(0)) {
            rig.exchange().inject(new Fault.OnFrame("orderbook_snapshot", Distortion.WITHHELD));
            try (Recorder recorder = rig.start()) {
                awaitCheck("delta before snapshot");
                await().until(() -> rows.count("SELECT count() FROM feed_gaps FINAL"
                                + " WHERE cause = 'delta before snapshot' AND healed_by = 'get_snapshot'")
                        == 1);
                awaitAllStored(rig);

                assertThat(recorder.context().isStarted()).isTrue();
                assertThat(checks("delta before snapshot")).isEqualTo(1);
                assertThat(rows.count("""
                        SELECT count() FROM book_valid AS valid INNER JOIN book_checks AS checked
                            ON valid.market_ticker = checked.market_ticker
                        WHERE valid.from_seq <= checked.seq
                        """)).isZero();
                assertThat(rows.count("SELECT uniqExact(market_ticker) FROM book_valid"))
                        .isEqualTo(5);
                assertWhole();
            }
        }
    }
}
