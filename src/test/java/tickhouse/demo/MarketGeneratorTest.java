package tickhouse.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarketGeneratorTest {
    private static final int MANY = 20_000;

    private static String subscribe(List<String> tickers, boolean useYesPrice) {
        return Json.write(Json.object()
                .put("id", 1)
                .put("cmd", "subscribe")
                .set(
                        "params",
                        Json.object()
                                .put("use_yes_price", useYesPrice)
                                .<ObjectNode>set(
                                        "channels", Json.strings(List.of("orderbook_delta", "trade", "ticker")))
                                .set("market_tickers", Json.strings(tickers))));
    }

    @Test
    void booksRebuiltFromFramesEqualTheExchangesForEveryClient(@TempDir Path directory) throws Exception {
        Queue<SentFrame> ledger = new ConcurrentLinkedQueue<>();
        Path file = directory.resolve("ledger.ndjson");
        ExchangeOptions options = new ExchangeOptions()
                .markets(12)
                .rate(20_000)
                .ledger(ledger::add)
                .ledgerFile(file);
        try (SimulatedExchange exchange = ExchangeClient.exchange(options)) {
            List<String> tickers = exchange.tickers();
            ExchangeClient plain = ExchangeClient.connect(exchange);
            ExchangeClient mirrored = ExchangeClient.connect(exchange);
            plain.send(subscribe(tickers, false));
            mirrored.send(subscribe(tickers, true));
            plain.awaitTexts(MANY);
            exchange.quiesce();
            assertSameBooks(exchange, plain, 1, false);
            assertSameBooks(exchange, mirrored, 2, true);
            assertThat(ledger.stream().filter(frame -> frame.connection() == 1).map(SentFrame::text))
                    .containsExactlyElementsOf(plain.texts());
            assertThat(Files.readAllLines(file)).hasSameSizeAs(ledger);
            assertThat(plain.frames())
                    .extracting(frame -> frame.path("type").asText())
                    .contains("orderbook_delta", "trade", "ticker");
        }
    }

    private static void assertSameBooks(
            SimulatedExchange exchange, ExchangeClient client, int connection, boolean useYesPrice) {
        client.awaitSequence(1, exchange.lastSequence(connection, 1).orElseThrow());
        client.awaitSequence(2, exchange.lastSequence(connection, 2).orElseThrow());
        Replay replay = Replay.of(client.frames(), useYesPrice);
        for (String ticker : exchange.tickers()) {
            assertThat(replay.book(ticker)).isEqualTo(exchange.book(ticker));
        }
    }

    @Test
    void booksNeverCrossAndKeepTheirGridAndAreTheSameForTheSameSeed() {
        List<Market> first = traded();
        for (Market market : first) {
            Optional<BigDecimal> yes = market.book().best(Side.YES);
            Optional<BigDecimal> no = market.book().best(Side.NO);
            if (yes.isPresent() && no.isPresent()) {
                assertThat(yes.get().add(no.get())).isLessThan(BigDecimal.ONE);
            }
            for (Side side : Side.values()) {
                assertThat(market.book().side(side).keySet())
                        .allSatisfy(price ->
                                assertThat(price.remainder(market.step())).isZero());
            }
        }
        assertThat(first)
                .extracting(MarketGeneratorTest::levels)
                .isEqualTo(traded().stream().map(MarketGeneratorTest::levels).toList());
    }

    private static String levels(Market market) {
        return Json.write(Messages.snapshot(market, false));
    }

    private static List<Market> traded() {
        Random random = new Random(5);
        List<Market> markets = new Listing(random, Instant.EPOCH).markets(12);
        Venue venue = new Venue(markets, new VenueClock(), 5);
        MarketGenerator generator = new MarketGenerator(venue, random, 0);
        for (int step = 0; step < 50_000; step++) {
            generator.step();
        }
        return markets;
    }

    @Test
    void onlyMarketsWithFollowersSendDeltasAndRateZeroIsSilence() {
        try (SimulatedExchange exchange =
                ExchangeClient.exchange(new ExchangeOptions().markets(12).rate(1000))) {
            String followed = exchange.tickers().get(0);
            ExchangeClient client = ExchangeClient.connect(exchange);
            client.send(subscribe(List.of(followed), false));
            client.awaitTexts(100);
            exchange.rate(0);
            exchange.quiesce();
            client.awaitSequence(1, exchange.lastSequence(1, 1).orElseThrow());
            assertThat(client.frames())
                    .filteredOn(frame -> frame.path("msg").has("market_ticker"))
                    .extracting(MarketGeneratorTest::ticker)
                    .containsOnly(followed);
            long last = exchange.lastSequence(1, 1).orElseThrow();
            exchange.delta(followed, Side.YES, new BigDecimal("0.01"), BigDecimal.ONE);
            assertThat(exchange.lastSequence(1, 1)).hasValue(last + 1);
        }
    }

    private static String ticker(JsonNode frame) {
        return frame.path("msg").path("market_ticker").asText();
    }

    @Test
    void booksMoveWhileNobodyListens() {
        try (SimulatedExchange exchange =
                ExchangeClient.exchange(new ExchangeOptions().markets(4).rate(1000))) {
            String ticker = exchange.tickers().get(0);
            BookSnapshot before = exchange.book(ticker);
            Awaitility.await().until(() -> !exchange.book(ticker).equals(before));
        }
    }
}
