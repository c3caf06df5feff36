package tickhouse.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import tickhouse.demo.Distortion;
import tickhouse.demo.ExchangeOptions;
import tickhouse.demo.Fault;
import tickhouse.demo.Side;
import tickhouse.demo.oracle.Findings;

/** What the exchange sends wrongly, or does not send, and what is left of it in the tables. */
final class ExchangeFrameFaultsIT {
    private static final int TIMES = Form.of(1, 25);
    private static final String TWICE_OR_MORE = TIMES == 1 ? "" : ", " + TIMES + " times";
    private static final String DELTA = "orderbook_delta";

    /** A market of which the book is empty, and in which nobody trades. */
    private static final String QUIET = "KXDEMOGAME-26DEC01-TEAM1";

    private static final BigDecimal MIDDLE = new BigDecimal("0.50");

    private final Path directory;

    ExchangeFrameFaultsIT(@TempDir Path directory) {
        this.directory = directory;
    }

    private static Scenario scenario(int place, String fault, String done) {
        return new Scenario(Group.EXCHANGE, place, fault, done + TWICE_OR_MORE + ".");
    }

    private static Fault delta(Distortion distortion) {
        return new Fault.OnFrame(DELTA, distortion);
    }

    private void distortDeltas(Scenario scenario, Distortion distortion) throws Exception {
        scenario.play(directory, rig -> rig.injectTimes(TIMES, delta(distortion)));
    }

    @FaultTest
    void aDroppedDeltaIsDeclaredAndTheBooksAreAskedForAgain() throws Exception {
        scenario(1201, "dropped delta", "A numbered order book frame is not sent")
                .declares("sequence gap", TIMES)
                .proving(ExchangeFrameFaultsIT::assertThatBooksAreValidUpToTheGaps)
                .play(directory, rig -> {
                    for (int gaps = 1; gaps <= TIMES; gaps++) {
                        rig.awaitFrames(20);
                        rig.inject(delta(Distortion.DROP));
                        rig.awaitHealed(gaps);
                    }
                });
    }

    /** From the snapshot before to the number before, and no farther. */
    private static void assertThatBooksAreValidUpToTheGaps(FaultRig rig, Findings findings) {
        assertThat(rig.tables().count("""
                SELECT countIf(valid.markets != 5) FROM
                (
                    SELECT DISTINCT assumeNotNull(first_missing_seq) - 1 AS to_seq FROM feed_gaps FINAL
                ) AS gaps
                LEFT JOIN
                (
                    SELECT to_seq, uniqExact(market_ticker) AS markets FROM book_valid GROUP BY to_seq
                ) AS valid
                USING (to_seq)
                """))
                .as("gaps before which not every book is valid")
                .isZero();
        assertThat(rig.tables().count("SELECT count() FROM book_valid")).isEqualTo(5L * (TIMES + 1));
    }

    @FaultTest
    void aDroppedSnapshotIsDeclaredAndAskedForAgain() throws Exception {
        scenario(1202, "dropped snapshot", "The first snapshot of a market is not sent, after each of the connections")
                .declares("sequence gap", "connection lost")
                .play(
                        directory,
                        rig -> rig.injectTimes(
                                TIMES, new Fault.OnFrame("orderbook_snapshot", Distortion.DROP), new Fault.Cut()));
    }

    @FaultTest
    void aDroppedTradeIsDeclaredAndFetched() throws Exception {
        scenario(1203, "dropped trade", "A numbered trade is not sent")
                .declares("sequence gap", TIMES)
                .proving((rig, findings) -> assertThat(rig.tables()
                                .count("SELECT countIf(healed_by = 'backfill') = count() FROM feed_gaps FINAL"))
                        .isEqualTo(1))
                .play(directory, rig -> {
                    rig.injectTimes(TIMES, new Fault.OnFrame("trade", Distortion.DROP));
                    // Without a later trade nobody could know that the last one is missing.
                    rig.patiently()
                            .until(() -> rig.tables()
                                            .count(
                                                    "SELECT sum(last_missing_seq - first_missing_seq + 1) FROM feed_gaps FINAL")
                                    >= TIMES);
                });
    }

    @FaultTest
    void aDuplicateIsStoredOnce() throws Exception {
        distortDeltas(scenario(1205, "duplicate", "A numbered order book frame is sent twice"), Distortion.DUPLICATE);
    }

    @FaultTest
    void aFrameThatComesLateIsDeclaredMissingAndKept() throws Exception {
        distortDeltas(
                scenario(1206, "changed order", "Two numbered frames are sent the other way round")
                        .with("KALSHI_CHANNELS", DELTA)
                        .declares("sequence gap", TIMES)
                        .keeps(TIMES),
                Distortion.SWAP);
    }

    @FaultTest
    void anUnaskedEmptySnapshotWipesTheBook() throws Exception {
        new Scenario(Group.EXCHANGE, 1301, "empty snapshot", "A market is settled: an empty snapshot comes unasked.")
                .proving((rig, findings) -> assertThat(rig.tables()
                                .count("SELECT countIf(price = 0 AND quantity = 0) FROM orderbook_events"
                                        + " WHERE market_ticker = '"
                                        + rig.exchange().tickers().get(0)
                                        + "' AND seq = (SELECT max(seq) FROM orderbook_events WHERE market_ticker = '"
                                        + rig.exchange().tickers().get(0) + "')"))
                        .isEqualTo(2))
                .play(directory, rig -> rig.exchange()
                        .settleMarket(rig.exchange().tickers().get(0), Side.YES));
    }

    @FaultTest
    void aFrameOfAnUnknownTypeIsKept() throws Exception {
        scenario(2001, "unknown type", "A frame of a type that no document names is sent")
                .keeps(TIMES)
                .play(directory, rig -> rig.injectTimes(TIMES, new Fault.UnknownType()));
    }

    @FaultTest
    void unknownFieldsAreStoredAsTheyAre() throws Exception {
        scenario(2002, "unknown fields", "A delta and a trade have fields that no document names")
                .proving((rig, findings) -> assertThat(rig.tables()
                                .count("SELECT (SELECT countIf(extra LIKE '%novelty%') FROM orderbook_events)"
                                        + " + (SELECT countIf(extra LIKE '%novelty%') FROM trades)"))
                        .isEqualTo(2L * TIMES))
                .play(
                        directory,
                        rig -> rig.injectTimes(
                                TIMES,
                                delta(Distortion.UNKNOWN_FIELDS),
                                new Fault.OnFrame("trade", Distortion.UNKNOWN_FIELDS)));
    }

    @FaultTest
    void aDeltaWithoutATimeIsStoredWithItsReceipt() throws Exception {
        distortDeltas(
                scenario(2003, "missing times", "A delta comes without ts and ts_ms")
                        .proving((rig, findings) -> assertThat(rig.tables()
                                        .count("SELECT countIf(ts = received_ts) FROM orderbook_events"
                                                + " WHERE event_type = 'delta' AND isNull(exchange_ts)"))
                                .isEqualTo(TIMES)),
                Distortion.WITHOUT_TIMES);
    }

    @FaultTest
    void aWholeSecondHasNoFraction() throws Exception {
        distortDeltas(
                scenario(2004, "time without fraction", "The time of a delta is a whole second, without a fraction"),
                Distortion.WHOLE_SECOND);
    }

    @FaultTest
    void malformedJsonIsKeptAndItsNumberDeclared() throws Exception {
        scenario(2101, "malformed JSON", "A numbered frame is cut in two, and a text that is no JSON is sent")
                .declares("sequence gap", TIMES)
                .keeps(2L * TIMES)
                .play(directory, rig -> {
                    rig.injectTimes(TIMES, delta(Distortion.MALFORMED));
                    for (int time = 0; time < TIMES; time++) {
                        rig.exchange().sendRaw("<html>502 Bad Gateway</html>");
                    }
                });
    }

    @FaultTest
    void brokenTextIsKeptAndItsNumberDeclared() throws Exception {
        distortDeltas(
                scenario(2102, "broken UTF-8", "A market's name has a byte that is no UTF-8")
                        .declares("sequence gap", TIMES)
                        .keeps(TIMES),
                Distortion.BROKEN_UTF_8);
    }

    @FaultTest
    void framesOfTheRetiredFormatAreKeptAndDeclared() throws Exception {
        scenario(2201, "legacy cents", "A snapshot and a delta come in the format of before March 2026")
                .declares("undecodable frame", 2L * TIMES)
                .declares("connection lost")
                .keeps(2L * TIMES)
                .proving(
                        (rig, findings) -> assertThat(rig.keptFrames()).allMatch(line -> line.contains("format drift")))
                .play(
                        directory,
                        rig -> rig.injectTimes(
                                TIMES,
                                new Fault.OnFrame("orderbook_snapshot", Distortion.LEGACY_CENTS),
                                new Fault.Cut(),
                                delta(Distortion.LEGACY_CENTS)));
    }

    @FaultTest
    void aDeltaBeforeItsSnapshotIsDoubtedUntilASnapshotComes() throws Exception {
        new Scenario(Group.EXCHANGE, 2601, "delta before snapshot", "A market's first snapshot is withheld.")
                .declares("delta before snapshot")
                .unstarted()
                .play(directory, rig -> {
                    rig.exchange().inject(new Fault.OnFrame("orderbook_snapshot", Distortion.WITHHELD));
                    rig.start();
                    rig.awaitStored(50);
                });
    }

    @FaultTest
    void aLevelBelowZeroPutsItsBookInDoubt() throws Exception {
        distortDeltas(
                scenario(2701, "level below zero", "A delta takes more from a level than it holds")
                        .declares("negative level"),
                Distortion.BELOW_ZERO);
    }

    @FaultTest
    void aCrossedBookIsDoubted() throws Exception {
        new Scenario(
                        Group.EXCHANGE,
                        2702,
                        "crossed book",
                        "A delta puts a bid above every ask, and the book stays crossed.")
                .declares("crossed book")
                .play(directory, rig -> {
                    rig.exchange().rate(0);
                    rig.exchange().delta(QUIET, Side.NO, MIDDLE, BigDecimal.TEN);
                    rig.exchange().inject(delta(Distortion.CROSSING));
                    rig.exchange().delta(QUIET, Side.NO, MIDDLE, BigDecimal.ONE);
                    rig.exchange().rate(300);
                });
    }

    @FaultTest
    void aBookThatDriftsIsFoundByTheCheck() throws Exception {
        scenario(2703, "silent drift", "A delta adds more than the exchange's own book got")
                .with("KALSHI_BOOK_CHECK_MARKETS", "10")
                .with("KALSHI_BOOK_CHECK_INTERVAL_MS", "10000")
                .declares("book check")
                .play(directory, rig -> {
                    for (int gaps = 1; gaps <= TIMES; gaps++) {
                        rig.exchange().rate(0);
                        rig.exchange().inject(delta(Distortion.DRIFTED));
                        rig.exchange().delta(QUIET, Side.NO, MIDDLE, BigDecimal.TEN);
                        rig.exchange().rate(300);
                        rig.awaitHealed(gaps);
                    }
                });
    }

    @FaultTest
    void aBurstIsRecordedWhole() throws Exception {
        int usual = Form.of(100, 300);
        int seconds = Form.of(2, 60);
        new Scenario(
                        Group.EXCHANGE,
                        2901,
                        "burst",
                        "The exchange trades 100 times as much as before for " + seconds + " s: " + 100 * usual
                                + " changes a second.")
                .at(new ExchangeOptions().markets(20).rate(usual))
                // The exchange ends the subscription of a reader that is too slow.
                .tolerating("error 25")
                .play(directory, rig -> {
                    rig.exchange().rate(100 * usual);
                    rig.awaitFrames(100 * usual * seconds);
                    rig.exchange().rate(usual);
                });
    }

    @FaultTest
    void aFrameOfSixteenMebibytesIsKeptAndALargerOneCostsTheConnection() throws Exception {
        int most = 16 * 1024 * 1024;
        new Scenario(
                        Group.EXCHANGE,
                        2902,
                        "frame of 16 MiB",
                        "Unknown frames of just below, and just above, 16 MiB are sent.")
                .declares("connection lost")
                .keeps(1)
                .play(directory, rig -> {
                    rig.exchange().sendRaw(frame(most - 1024));
                    rig.awaitFrames(20);
                    rig.exchange().sendRaw(frame(most + 1024));
                });
    }

    private static String frame(int size) {
        return "{\"type\":\"market_essay\",\"msg\":\"" + "x".repeat(size) + "\"}";
    }
}
