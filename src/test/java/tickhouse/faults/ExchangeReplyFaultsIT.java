package tickhouse.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import tickhouse.demo.Distortion;
import tickhouse.demo.ExchangeOptions;
import tickhouse.demo.Fault;
import tickhouse.demo.ReplyFault;

/** What the exchange answers wrongly, late or not at all, and what is left of it in the tables. */
final class ExchangeReplyFaultsIT {
    private static final String EVENT = "KXDEMOHIGH-26DEC01";
    private static final String NEW_MARKET = EVENT + "-NEW";
    /** What a name would need to get out of a statement, a path, a route or a log line. */
    private static final String HOSTILE =
            "KXDEMOHIGH-'\"`,;DROP TABLE trades;--/../../etc/passwd\\${body}{{data.dir}}%0A#:?x\n\u00e9\ud83c\udf75";

    private final Path directory;

    ExchangeReplyFaultsIT(@TempDir Path directory) {
        this.directory = directory;
    }

    private static Scenario scenario(int place, String fault, String done) {
        return new Scenario(Group.EXCHANGE, place, fault, done);
    }

    /** A feed that hears of new markets, and adds them to the running connection. */
    private static Scenario following(int place, String fault, String done) {
        return scenario(place, fault, done)
                .at(new ExchangeOptions().markets(8).rate(300))
                .with("KALSHI_MARKETS", "series:KXDEMOHIGH,series:KXDEMOGAME")
                .with("KALSHI_CHANNELS", "orderbook_delta,trade,market_lifecycle_v2");
    }

    private static void addMarket(FaultRig rig, String ticker) {
        rig.exchange().createMarket(ticker, EVENT);
        awaitMarket(rig, ticker);
    }

    private static void awaitMarket(FaultRig rig, String ticker) {
        rig.patiently().ignoreExceptions().until(() -> rig.tables()
                .texts("SELECT market_ticker FROM orderbook_events WHERE event_type = 'delta'"
                        + " GROUP BY market_ticker")
                .contains(ticker));
    }

    @FaultTest
    void aDroppedOkIsDeclaredAndTheMarketRecorded() throws Exception {
        following(1204, "dropped ok", "The confirmation that a market was added is not sent.")
                .declares("sequence gap", 1)
                .play(directory, rig -> {
                    rig.exchange().inject(new Fault.OnFrame("ok", Distortion.DROP));
                    addMarket(rig, NEW_MARKET);
                });
    }

    @FaultTest
    void aSubscriptionThatFailsIsSubscribedAgain() throws Exception {
        scenario(1401, "error 10", "The exchange ends the order book subscription with error 10.")
                .declares("error 10")
                .play(directory, rig -> rig.inject(new Fault.FailChannel(1, 1)));
    }

    @FaultTest
    void aSubscriptionThatOverflowsIsSubscribedAgain() throws Exception {
        scenario(1402, "error 25", "The exchange ends both subscriptions with error 25: the buffer overflows.")
                .declares("error 25")
                .proving((rig, findings) -> {
                    assertThat(rig.exchange().connectionAttempts()).isEqualTo(1);
                    assertThat(rig.tables().count("SELECT uniqExact(sid) FROM trades WHERE session != ''"))
                            .isEqualTo(2);
                })
                .play(directory, rig -> {
                    rig.inject(new Fault.OverflowChannel(1, 1), new Fault.OverflowChannel(1, 2));
                    rig.patiently().until(() -> rig.tables().count("SELECT max(ifNull(sid, 0)) FROM trades") > 2);
                });
    }

    @FaultTest
    void anErrorBesideSuccessChangesNothing() throws Exception {
        scenario(
                        1501,
                        "error 8 beside success",
                        "Subscribing gets an unknown channel's error beside what was asked for.")
                .unstarted()
                .proving((rig, findings) -> assertThat(
                                rig.tables().count("SELECT countIf(code = 8) FROM control_frames"))
                        .isEqualTo(1))
                .play(directory, rig -> {
                    rig.exchange().inject(new Fault.OnReply(ReplyFault.UNKNOWN_CHANNEL));
                    rig.start();
                    rig.awaitStored(50);
                });
    }

    @FaultTest
    void marketsThatFindNoRoomAreTriedInSmallerSteps() throws Exception {
        following(1601, "error 26", "Adding two markets is refused: the subscription has too many.")
                .play(directory, rig -> {
                    rig.exchange().inject(new Fault.OnReply(ReplyFault.MARKET_LIMIT));
                    rig.exchange().createMarket(NEW_MARKET, EVENT);
                    addMarket(rig, EVENT + "-NEWER");
                    awaitMarket(rig, NEW_MARKET);
                });
    }

    @FaultTest
    void aMarketThatIsAddedTooSoonIsTriedAgain() throws Exception {
        following(1602, "error 27", "Adding a market is refused: there were too many requests.")
                .play(directory, rig -> {
                    rig.exchange().inject(new Fault.OnReply(ReplyFault.TOO_MANY_REQUESTS));
                    addMarket(rig, NEW_MARKET);
                });
    }

    @FaultTest
    void answersMayComeInAnotherOrder() throws Exception {
        following(1701, "replies out of order", "Of two commands, the second one is answered first.")
                .play(directory, rig -> {
                    rig.exchange().inject(new Fault.OnReply(ReplyFault.OUT_OF_ORDER));
                    addMarket(rig, NEW_MARKET);
                });
    }

    @FaultTest
    void snapshotsMayComeBeforeTheSecondAcknowledgement() throws Exception {
        scenario(
                        1702,
                        "snapshots before the second ack",
                        "The snapshots of one channel come before the next channel's ack.")
                .unstarted()
                .play(directory, rig -> {
                    rig.exchange().inject(new Fault.OnReply(ReplyFault.SNAPSHOTS_BEFORE_SECOND_ACK));
                    rig.start();
                    rig.awaitStored(50);
                });
    }

    @FaultTest
    void aHugeConfirmationIsStored() throws Exception {
        following(2301, "ok with 10,000 tickers", "The confirmation that a market was added lists 10,000 more.")
                .proving((rig, findings) -> assertThat(
                                rig.tables().count("SELECT max(length(message)) FROM control_frames"))
                        .isGreaterThan(250_000))
                .play(directory, rig -> {
                    rig.exchange().inject(new Fault.OnFrame("ok", Distortion.HUGE));
                    addMarket(rig, NEW_MARKET);
                });
    }

    @FaultTest
    void aLateFrameOfAnUnsubscribedSubscriptionIsStored() throws Exception {
        scenario(
                        2501,
                        "late frame",
                        "A delta is dropped, fresh snapshots are not answered, and after the unsubscribing that follows one more"
                                + " delta comes.")
                .declares("sequence gap", 1)
                .proving((rig, findings) -> assertThat(rig.tables()
                                .count("SELECT (SELECT max(seq) FROM orderbook_events WHERE sid = 1) - (SELECT max(seq)"
                                        + " FROM control_frames WHERE sid = 1 AND type = 'unsubscribed')"))
                        .isEqualTo(1))
                .play(
                        directory,
                        rig -> rig.inject(
                                new Fault.OnReply(ReplyFault.NO_SNAPSHOTS),
                                new Fault.OnReply(ReplyFault.LATE_DELTA),
                                new Fault.OnFrame("orderbook_delta", Distortion.DROP)));
    }

    @FaultTest
    void aHostileNameIsDataEverywhere() throws Exception {
        following(
                        2904,
                        "hostile ticker",
                        "A market's name has quotes, slashes, SQL, paths, placeholders and a line's end in it; a trade in it is"
                                + " dropped.")
                .declares("sequence gap", 1)
                .declares("connection lost")
                .proving((rig, findings) -> {
                    List<String> names = rig.tables()
                            .texts("SELECT DISTINCT market_ticker FROM orderbook_events ORDER BY market_ticker");
                    assertThat(names).hasSize(5).contains(HOSTILE);
                })
                .play(directory, rig -> {
                    addMarket(rig, HOSTILE);
                    rig.inject(new Fault.OnFrame("trade", Distortion.DROP));
                    // Without a later trade nobody could know that one is missing.
                    rig.patiently()
                            .until(() ->
                                    rig.tables().count("SELECT count() FROM feed_gaps WHERE cause = 'sequence gap'")
                                            > 0);
                    rig.inject(new Fault.Cut());
                });
    }
}
