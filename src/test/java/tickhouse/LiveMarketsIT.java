package tickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tickhouse.clickhouse.embedded.TestEngine;
import tickhouse.demo.ExchangeOptions;
import tickhouse.demo.Fault;
import tickhouse.demo.ReplyFault;
import tickhouse.demo.SentFrame;
import tickhouse.feed.FollowedMarkets;

/** A list of markets that changes while the feed's connection is open. */
final class LiveMarketsIT {
    private static final String FEED = "default";

    private final RecorderRig rig;
    private final RecordedRows rows;
    private final List<String> all;

    LiveMarketsIT(@TempDir Path directory) throws Exception {
        TestEngine.Database database = TestEngine.freshDatabase();
        rows = new RecordedRows(database.jdbcUrl());
        rig = new RecorderRig(directory, new ExchangeOptions().markets(8).rate(200), database.jdbcUrl())
                .with("KALSHI_CHANNELS", "orderbook_delta,trade,ticker");
        all = rig.exchange().tickers();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private static void follow(Recorder recorder, List<String> markets) {
        recorder.context()
                .getRegistry()
                .lookupByNameAndType("followedMarkets", FollowedMarkets.class)
                .change(FEED, String.join(",", markets));
    }

    private void awaitRecorded(List<String> markets) {
        await().ignoreExceptions()
                .until(() -> Set.copyOf(rows.texts("SELECT DISTINCT market_ticker FROM orderbook_events"))
                        .containsAll(markets));
    }

    /** The markets that the exchange named last for a subscription. */
    private Set<String> listed(int sid) {
        Set<String> listed = new TreeSet<>();
        rig.ledger().stream()
                .filter(frame -> frame.type().equals("ok") && frame.sid() == sid)
                .reduce((before, last) -> last)
                .ifPresent(frame -> RecordedRows.json(frame.text())
                        .path("msg")
                        .path("market_tickers")
                        .forEach(ticker -> listed.add(ticker.asText())));
        return listed;
    }

    private void awaitListed(List<String> markets) {
        for (int sid = 1; sid <= 3; sid++) {
            int each = sid;
            await().until(() -> listed(each).equals(new TreeSet<>(markets)));
        }
    }

    private List<JsonNode> changes() {
        return rig.exchange().commands().stream()
                .map(command -> RecordedRows.json(command.text()))
                .filter(command -> command.path("cmd").asText().equals("update_subscription"))
                .toList();
    }

    private void assertThatEveryFrameIsStored() throws Exception {
        rig.exchange().quiesce();
        List<SentFrame> sent = rig.ledger().stream()
                .filter(frame ->
                        frame.sid() == 1 && RecordedRows.json(frame.text()).has("seq"))
                .toList();
        await().until(() -> storedNumbers() == sent.size());
        assertThat(rows.count("SELECT count() FROM feed_gaps")).isZero();
    }

    private long storedNumbers() throws Exception {
        return rows.count("SELECT uniqExact(seq) FROM (SELECT seq FROM orderbook_events WHERE sid = 1 UNION ALL SELECT"
                + " assumeNotNull(seq) FROM control_frames WHERE sid = 1 AND seq IS NOT NULL)");
    }

    @Test
    void marketsComeAndGoOnTheRunningConnectionWithoutAGap() throws Exception {
        rig.with("KALSHI_MARKETS", String.join(",", all.subList(0, 4)));
        try (Recorder recorder = rig.start()) {
            awaitRecorded(all.subList(0, 4));

            follow(recorder, all.subList(2, 8));

            awaitListed(all.subList(2, 8));
            awaitRecorded(all);
            assertThatEveryFrameIsStored();
            assertThat(rig.exchange().connectionAttempts()).isEqualTo(1);
            assertThat(changes()).hasSize(6);
        }
    }

    @Test
    void aListThatSharesNothingWithTheOneBeforeNeverLeavesASubscriptionWithoutMarkets() throws Exception {
        rig.with("KALSHI_MARKETS", String.join(",", all.subList(0, 2)));
        try (Recorder recorder = rig.start()) {
            awaitRecorded(all.subList(0, 2));

            follow(recorder, all.subList(2, 4));

            awaitListed(all.subList(2, 4));
            assertThatEveryFrameIsStored();
            assertThat(rig.ledger())
                    .filteredOn(frame -> frame.type().equals("ok"))
                    .allMatch(frame -> frame.text().contains("market_tickers"));
        }
    }

    @Test
    void theNextConnectionFollowsTheNewList() throws Exception {
        rig.with("KALSHI_MARKETS", String.join(",", all.subList(0, 4)));
        try (Recorder recorder = rig.start()) {
            awaitRecorded(all.subList(0, 4));
            follow(recorder, all.subList(2, 8));
            awaitListed(all.subList(2, 8));

            rig.exchange().inject(new Fault.Cut());

            await().until(() -> rows.count("SELECT count() FROM feed_gaps FINAL WHERE healed_ts IS NOT NULL") == 1);
            await().untilAsserted(() -> assertThat(
                            rows.texts("SELECT DISTINCT market_ticker FROM orderbook_events WHERE session ="
                                    + " (SELECT max(session) FROM orderbook_events) ORDER BY market_ticker"))
                    .isEqualTo(all.subList(2, 8)));
        }
    }

    @Test
    void additionsThatAreRefusedAreTriedAgainWithFewerMarkets() throws Exception {
        rig.with("KALSHI_MARKETS", String.join(",", all.subList(0, 4))).with("KALSHI_CHANNELS", "orderbook_delta");
        rig.exchange().inject(new Fault.OnReply(ReplyFault.MARKET_LIMIT));
        rig.exchange().inject(new Fault.OnReply(ReplyFault.TOO_MANY_REQUESTS));
        try (Recorder recorder = rig.start()) {
            awaitRecorded(all.subList(0, 4));

            follow(recorder, all);

            awaitRecorded(all);
            assertThatEveryFrameIsStored();
            assertThat(changes())
                    .extracting(command ->
                            command.path("params").path("market_tickers").size())
                    .containsExactly(4, 2, 1, 2, 1);
        }
    }

    @Test
    void aSubscriptionOfTradesThatTheExchangeEndsIsSubscribedAgain() throws Exception {
        rig.with("KALSHI_MARKETS", String.join(",", all.subList(0, 4)));
        try (Recorder recorder = rig.start()) {
            awaitRecorded(all.subList(0, 4));

            rig.exchange().inject(new Fault.OverflowChannel(1, 2));

            await().until(() -> rows.count("SELECT count() FROM trades WHERE sid = 4") > 0);
            assertThat(recorder.context().isStarted()).isTrue();
            assertThat(rig.exchange().connectionAttempts()).isEqualTo(1);
            assertThat(rig.exchange().commands().get(1).text())
                    .contains("\"channels\":[\"trade\"]")
                    .contains(all.subList(0, 4));
        }
    }
}
