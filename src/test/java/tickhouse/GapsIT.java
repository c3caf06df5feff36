package tickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tickhouse.RecordedRows.Place;
import tickhouse.clickhouse.embedded.TestEngine;
import tickhouse.demo.Distortion;
import tickhouse.demo.ExchangeOptions;
import tickhouse.demo.Fault;

/** Every hole in a sequence is declared, and the books are made whole again. */
final class GapsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path directory;
    private final TestEngine.Database database;
    private final RecordedRows rows;

    GapsIT(@TempDir Path directory) throws Exception {
        this.directory = directory;
        database = TestEngine.freshDatabase();
        rows = new RecordedRows(database.jdbcUrl());
    }

    private RecorderRig rig(int markets) throws Exception {
        return new RecorderRig(directory, new ExchangeOptions().markets(markets).rate(300), database.jdbcUrl());
    }

    private void awaitFrames(RecorderRig rig, int count) {
        int before = rig.ledger().size();
        await().atMost(PATIENCE).until(() -> rig.ledger().size() > before + count);
    }

    private void awaitHealed(int gaps) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> rows.count("SELECT count() FROM feed_gaps FINAL WHERE healed_ts IS NOT NULL") >= gaps);
    }

    /** Every frame sent is stored or declared missing, and none is both. */
    private void assertAccountedFor(RecorderRig rig) throws Exception {
        rig.exchange().quiesce();
        SortedMap<Place, List<String>> expected = RecordedRows.expected(rig.ledger());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(rows.stored().lastKey()).isEqualTo(expected.lastKey()));
        SortedMap<Place, List<String>> stored = rows.stored();
        assertThat(expected).containsAllEntriesOf(stored);
        TreeSet<Place> missing = new TreeSet<>();
        for (Place place : stored.keySet()) {
            for (long seq = place.seq() - 1; seq > 0; seq--) {
                Place before = new Place(place.connection(), place.sid(), seq);
                if (stored.containsKey(before) || !missing.add(before)) {
                    break;
                }
            }
        }
        assertThat(rows.declaredMissing()).isEqualTo(missing);
    }

    private void assertBooksAreTheExchanges(RecorderRig rig) throws Exception {
        for (String ticker : rig.exchange().tickers()) {
            Map<String, String> levels = new TreeMap<>();
            rig.exchange()
                    .book(ticker)
                    .yes()
                    .forEach((price, size) -> levels.put(
                            "yes " + RecordedRows.plain(price.toPlainString()),
                            RecordedRows.plain(size.toPlainString())));
            rig.exchange()
                    .book(ticker)
                    .no()
                    .forEach((price, size) -> levels.put(
                            "no " + RecordedRows.plain(price.toPlainString()),
                            RecordedRows.plain(size.toPlainString())));
            assertThat(rows.book(ticker)).as(ticker).isEqualTo(levels);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Distortion.class,
            names = {"DROP", "SWAP", "MALFORMED", "LEGACY_CENTS"})
    void aFrameThatIsNotStoredIsAGapThatFreshSnapshotsHeal(Distortion distortion) throws Exception {
        try (RecorderRig rig = rig(5);
                Recorder recorder = rig.start()) {
            awaitFrames(rig, 200);
            rig.exchange().inject(new Fault.OnFrame("orderbook_delta", distortion));
            awaitHealed(1);
            awaitFrames(rig, 100);
            assertAccountedFor(rig);

            assertThat(recorder.context().isStarted()).isTrue();
            assertThat(rows.count("SELECT count() FROM feed_gaps FINAL WHERE healed_by = 'get_snapshot'"))
                    .isPositive();
            assertBooksAreTheExchanges(rig);
        }
    }

    @Test
    void aFrameThatComesTwiceIsStoredOnceAndIsNoGap() throws Exception {
        try (RecorderRig rig = rig(5);
                Recorder recorder = rig.start()) {
            awaitFrames(rig, 200);
            rig.exchange().inject(new Fault.OnFrame("orderbook_delta", Distortion.DUPLICATE));
            awaitFrames(rig, 200);
            assertAccountedFor(rig);

            assertThat(recorder.context().isStarted()).isTrue();
            assertThat(rows.count("SELECT count() FROM feed_gaps")).isZero();
        }
    }

    @Test
    void aSubscriptionThatTheExchangeEndsIsSubscribedAgain() throws Exception {
        try (RecorderRig rig = rig(5);
                Recorder recorder = rig.start()) {
            awaitFrames(rig, 200);
            rig.exchange().inject(new Fault.OverflowChannel(1, 1));
            awaitHealed(1);
            awaitFrames(rig, 200);
            assertAccountedFor(rig);

            assertThat(recorder.context().isStarted()).isTrue();
            assertThat(rows.count("SELECT count() FROM feed_gaps FINAL WHERE cause = 'error 25'"))
                    .isEqualTo(1);
            assertThat(rows.count("SELECT uniqExact(sid) FROM orderbook_events"))
                    .isEqualTo(2);
            assertThat(rig.exchange().connections()).isEqualTo(1);
        }
    }

    @Test
    void aLostConnectionIsAGapThatTheNextOneHeals() throws Exception {
        try (RecorderRig rig = rig(5);
                Recorder recorder = rig.start()) {
            awaitFrames(rig, 200);
            rig.exchange().inject(new Fault.Cut());
            awaitHealed(1);

            assertThat(recorder.context().isStarted()).isTrue();
            assertThat(rows.count("SELECT count() FROM feed_gaps FINAL WHERE cause = 'connection lost'"
                            + " AND healed_by = 'new connection' AND length(markets) = 5"))
                    .isEqualTo(1);
            await().atMost(PATIENCE)
                    .until(() ->
                            rows.count("SELECT count() FROM feed_sessions FINAL WHERE closed_ts IS NOT NULL") == 1);
        }
    }

    @Test
    void theBookIsValidFromASnapshotToTheGapAndAgainFromTheNextSnapshot() throws Exception {
        try (RecorderRig rig = rig(2);
                Recorder recorder = rig.start()) {
            awaitFrames(rig, 200);
            rig.exchange().inject(new Fault.OnFrame("orderbook_delta", Distortion.DROP));
            awaitHealed(1);
            awaitFrames(rig, 100);
            assertAccountedFor(rig);

            assertThat(recorder.context().isStarted()).isTrue();
            long missing = rows.count("SELECT first_missing_seq FROM feed_gaps FINAL");
            for (String ticker : rig.exchange().tickers()) {
                String intervals = "SELECT %s FROM book_valid WHERE market_ticker = '" + ticker + "' AND to_seq %s";
                assertThat(rows.count(intervals.formatted("to_seq", "< " + missing)))
                        .isEqualTo(missing - 1);
                assertThat(rows.count(intervals.formatted("from_seq", ">= " + missing)))
                        .isGreaterThan(missing);
                assertThat(rows.count(intervals.formatted("count()", "> 0"))).isEqualTo(2);
            }
        }
    }
}
