package tickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tickhouse.clickhouse.embedded.TestEngine;
import tickhouse.demo.Distortion;
import tickhouse.demo.ExchangeOptions;
import tickhouse.demo.Fault;
import tickhouse.demo.Refusal;
import tickhouse.demo.Side;
import tickhouse.kalshi.rest.KalshiRest;
import tickhouse.kalshi.rest.RestPolicy;
import tickhouse.kalshi.rest.TradeHistory;

/** Trades that a gap has taken are fetched later, and each is there once. */
final class BackfillIT {
    private static final int MARKETS = 3;

    private final RecorderRig rig;
    private final RecordedRows rows;

    BackfillIT(@TempDir Path directory) throws Exception {
        TestEngine.Database database = TestEngine.freshDatabase();
        rows = new RecordedRows(database.jdbcUrl());
        rig = new RecorderRig(directory, new ExchangeOptions().markets(MARKETS).rate(0), database.jdbcUrl())
                .with("KALSHI_CHANNELS", "orderbook_delta,trade")
                .with("KALSHI_BACKFILL_DELAY_MS", "0")
                .with("KALSHI_REST_DELAY_MS", "1");
        BigDecimal price = new BigDecimal("0.01");
        rig.exchange().tickers().forEach(ticker -> rig.exchange()
                .delta(ticker, Side.NO, price, new BigDecimal("1000")));
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private void awaitFollowed(int session) {
        await().ignoreExceptions()
                .until(() ->
                        rows.count("SELECT count() FROM control_frames WHERE type = 'subscribed'") == 2L * session);
    }

    private void awaitTrades(String source, long count) {
        await().ignoreExceptions()
                .until(() ->
                        rows.count("SELECT uniqExact(trade_id) FROM trades WHERE source = '" + source + "'") >= count);
    }

    private void trade() {
        rig.exchange().tickers().forEach(ticker -> rig.exchange().trade(ticker, Side.YES, BigDecimal.ONE));
    }

    private void tradeMeanwhile() {
        rig.exchange().revokeKeys(true);
        rig.exchange().inject(new Fault.Cut());
        await().until(() -> rig.exchange().connections() == 0);
        trade();
        rig.exchange().revokeKeys(false);
    }

    /** Every trade of the exchange, once, and with what the stream says of it where the stream has it. */
    private void assertEveryTradeIsThereOnce() throws Exception {
        TradeHistory history = new TradeHistory(new KalshiRest(
                URI.create(rig.exchange().restUrl()),
                address -> Map.of(),
                new RestPolicy(Duration.ofSeconds(10), 1, Duration.ofMillis(1), Duration.ofMillis(1))));
        List<String> made = new ArrayList<>();
        for (String ticker : rig.exchange().tickers()) {
            history.trades(ticker, Instant.EPOCH, Instant.now().plusSeconds(60))
                    .forEach(trade ->
                            made.add(ticker + " " + trade.get("trade_id").asText() + " "
                                    + RecordedRows.plain(trade.get("count_fp").asText())));
        }
        assertThat(rows.texts("SELECT market_ticker, trade_id, toString(quantity) FROM trades FINAL"))
                .containsExactlyInAnyOrderElementsOf(made);
    }

    @Test
    void tradesDuringALostConnectionAreFetchedOnceTheNextOneRuns() throws Exception {
        try (Recorder recorder = rig.start()) {
            awaitFollowed(1);
            trade();
            awaitTrades("stream", MARKETS);

            tradeMeanwhile();

            awaitFollowed(2);
            trade();
            awaitTrades("stream", 2 * MARKETS);
            awaitTrades("backfill", 2 * MARKETS);
            assertThat(recorder.context().isStarted()).isTrue();
            assertEveryTradeIsThereOnce();
            assertThat(rows.texts("SELECT source, count() FROM trades FINAL GROUP BY source ORDER BY source"))
                    .containsExactly("backfill " + MARKETS, "stream " + 2 * MARKETS);
            assertThat(rows.texts("SELECT DISTINCT session, sid, seq FROM trades WHERE source = 'backfill'"))
                    .containsExactly(" null null");
        }
    }

    @Test
    void aTradeMissingInTheSequenceIsFetchedAndHealsTheGap() throws Exception {
        try (Recorder recorder = rig.start()) {
            awaitFollowed(1);
            rig.exchange().inject(new Fault.OnFrame("trade", Distortion.DROP));

            trade();

            await().ignoreExceptions()
                    .until(() -> rows.count("SELECT count() FROM feed_gaps FINAL WHERE channel = 'trade'"
                                    + " AND cause = 'sequence gap' AND healed_by = 'backfill'")
                            == 1);
            awaitTrades("backfill", MARKETS);
            assertThat(recorder.context().isStarted()).isTrue();
            assertEveryTradeIsThereOnce();
        }
    }

    @Test
    void tradesOfABatchThatWasDroppedAreFetchedOnceThereIsRoom() throws Exception {
        rig.with("SPOOL_MAX_BYTES", "1000000");
        Path filler = rig.data().resolve("spool/filler");
        try (Recorder recorder = rig.start()) {
            awaitFollowed(1);
            Files.write(filler, new byte[1_000_000]);
            await().untilAsserted(() -> {
                trade();
                assertThat(rows.texts("SELECT DISTINCT channel, cause FROM feed_gaps FINAL WHERE channel = 'trade'"))
                        .containsExactly("trade the spool is full");
            });
            assertThat(rows.count("SELECT count() FROM trades WHERE source = 'backfill'"))
                    .isZero();
            Files.delete(filler);

            await().until(() -> rows.count("SELECT count() FROM feed_gaps FINAL WHERE channel = 'trade'"
                            + " AND healed_by != 'backfill'")
                    == 0);
            assertThat(recorder.context().isStarted()).isTrue();
            await().untilAsserted(this::assertEveryTradeIsThereOnce);
        }
    }

    @Test
    void tradesWhileNoProcessRanAreFetchedByTheNextOneEvenIfTheExchangeRefusesAtFirst() throws Exception {
        try (Recorder recorder = rig.start()) {
            awaitFollowed(1);
            assertThat(recorder.context().isStarted()).isTrue();
        }
        trade();
        rig.with("KALSHI_REST_ATTEMPTS", "1");
        rig.exchange().inject(new Fault.RefuseRest(2, new Refusal(503, "{}")));

        try (Recorder next = rig.start()) {
            awaitFollowed(2);
            awaitTrades("backfill", MARKETS);
            assertThat(next.context().isStarted()).isTrue();
            assertEveryTradeIsThereOnce();
        }
    }
}
