package tickhouse.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultTest {
    private static final String DELTA = "orderbook_delta";

    private final SimulatedExchange exchange = ExchangeClient.exchange(new ExchangeOptions().markets(4));
    private final String ticker = exchange.tickers().get(0);

    @AfterEach
    void close() {
        exchange.close();
    }

    private ExchangeClient subscribed() {
        ExchangeClient client =
                ExchangeClient.connect(exchange).send(CommandText.subscribe(1, CommandText.BOOKS, List.of(ticker)));
        client.awaitSequence(1, 1);
        return client;
    }

    private void delta() {
        exchange.delta(ticker, Side.YES, new BigDecimal("0.01"), new BigDecimal("1.50"));
    }

    private static List<Long> sequences(ExchangeClient client) {
        return client.frames().stream()
                .filter(frame -> frame.has("seq"))
                .map(frame -> frame.path("seq").asLong())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"DROP, '1,3,4'", "DUPLICATE, '1,2,2,3,4'", "SWAP, '1,3,2,4'", "MALFORMED, '1,3,4'"})
    void aSequencedFrameMayBeLostRepeatedSwappedOrTorn(Distortion distortion, String expected) {
        ExchangeClient client = subscribed();
        exchange.inject(new Fault.OnFrame("", distortion));
        delta();
        delta();
        delta();
        client.awaitSequence(1, 4);
        assertThat(sequences(client)).map(String::valueOf).containsExactly(expected.split(",", -1));
        assertThat(client.texts())
                .hasSize(
                        distortion == Distortion.MALFORMED
                                ? 5
                                : sequences(client).size() + 1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            WITHOUT_TIMES  | ts            | false
            WITHOUT_TIMES  | ts_ms         | false
            UNKNOWN_FIELDS | novelty       | true
            LEGACY_CENTS   | price         | true
            LEGACY_CENTS   | price_dollars | false
            LEGACY_CENTS   | delta_fp      | false
            """)
    void theShapeOfADeltaMayChange(Distortion distortion, String field, boolean present) {
        ExchangeClient client = subscribed();
        exchange.inject(new Fault.OnFrame(DELTA, distortion));
        delta();
        assertThat(client.awaitSequence(1, 2).path("msg").has(field)).isEqualTo(present);
    }

    @Test
    void aDeltaMayTakeMoreThanThereIsAndItsTimeMayHaveNoFraction() {
        ExchangeClient client = subscribed();
        exchange.inject(new Fault.OnFrame(DELTA, Distortion.BELOW_ZERO));
        delta();
        exchange.inject(new Fault.OnFrame(DELTA, Distortion.WHOLE_SECOND));
        delta();
        assertThat(client.awaitSequence(1, 2).path("msg").path("delta_fp").asText())
                .isEqualTo("-99999999.00");
        assertThat(client.awaitSequence(1, 3).path("msg").path("ts").asText()).matches("....-..-..T..:..:..Z");
    }

    @Test
    void aSnapshotMayComeInCentsAndAnOkMayBeLostOrHuge() {
        ExchangeClient client = subscribed();
        exchange.inject(new Fault.OnFrame("orderbook_snapshot", Distortion.LEGACY_CENTS));
        client.send(CommandText.update(2, 1, "get_snapshot", List.of(ticker)));
        assertThat(client.awaitSequence(1, 2)
                        .path("msg")
                        .path("yes")
                        .path(0)
                        .path(0)
                        .isInt())
                .isTrue();
        exchange.inject(new Fault.OnFrame("ok", Distortion.DROP));
        client.send(CommandText.update(2, 1, "add_markets", List.of(ticker)));
        client.awaitSequence(1, 4);
        exchange.inject(new Fault.OnFrame("ok", Distortion.HUGE));
        client.send(CommandText.update(2, 1, "delete_markets", List.of("KXNOSUCH")));
        assertThat(client.awaitType("ok").path("msg").path("market_tickers")).hasSize(10_001);
        assertThat(sequences(client)).containsExactly(1L, 2L, 4L, 5L);
    }

    @Test
    void anEmptySnapshotAndAnUnknownTypeMayComeUnasked() {
        ExchangeClient client = subscribed();
        exchange.inject(new Fault.EmptySnapshot(ticker));
        exchange.inject(new Fault.UnknownType());
        JsonNode snapshot = client.awaitSequence(1, 2).path("msg");
        assertThat(snapshot.has("yes_dollars_fp")).isFalse();
        assertThat(snapshot.path("market_id").asText()).isNotEmpty();
        client.awaitType("market_mood");
    }

    @Test
    void aSubscriptionMayEndWithCode10Or25AndTheConnectionStays() {
        ExchangeClient client = subscribed();
        exchange.inject(new Fault.FailChannel(1, 1));
        delta();
        client.send(CommandText.subscribe(2, CommandText.BOOKS, List.of(ticker)));
        client.awaitSequence(2, 1);
        exchange.inject(new Fault.OverflowChannel(1, 2));
        assertThat(client.awaitSequence(1, 2).path("msg").path("code").asInt()).isEqualTo(10);
        assertThat(client.awaitSequence(2, 2).path("msg").path("code").asInt()).isEqualTo(25);
    }

    @Test
    void errorsMayStandBesideOrInPlaceOfSuccess() {
        exchange.inject(new Fault.OnReply(ReplyFault.UNKNOWN_CHANNEL));
        ExchangeClient client = subscribed();
        assertThat(client.awaitType("error").path("msg").path("code").asInt()).isEqualTo(8);
        exchange.inject(new Fault.OnReply(ReplyFault.MARKET_LIMIT));
        exchange.inject(new Fault.OnReply(ReplyFault.TOO_MANY_REQUESTS));
        client.send(CommandText.update(5, 1, "add_markets", List.of("KXA")))
                .send(CommandText.update(6, 1, "add_markets", List.of("KXA")));
        assertThat(client.await(frame -> frame.path("id").asInt() == 5)
                        .path("msg")
                        .path("code")
                        .asInt())
                .isEqualTo(26);
        assertThat(client.await(frame -> frame.path("id").asInt() == 6)
                        .path("msg")
                        .path("code")
                        .asInt())
                .isEqualTo(27);
    }

    @Test
    void answersMayComeOutOfOrder() {
        ExchangeClient client = ExchangeClient.connect(exchange);
        exchange.inject(new Fault.OnReply(ReplyFault.OUT_OF_ORDER));
        exchange.inject(new Fault.OnReply(ReplyFault.SNAPSHOTS_BEFORE_SECOND_ACK));
        client.send(CommandText.subscribe(1, CommandText.BOOKS_AND_TRADES, List.of(ticker)));
        client.send("{\"id\":2,\"cmd\":\"list_subscriptions\"}");
        client.awaitTexts(4);
        assertThat(client.frames())
                .extracting(frame -> frame.path("type").asText())
                .containsExactly("ok", "subscribed", "orderbook_snapshot", "subscribed");
    }

    @Test
    void aDeltaMayComeBeforeItsSnapshotAndAfterItsUnsubscribe() {
        exchange.inject(new Fault.OnReply(ReplyFault.DELTA_BEFORE_SNAPSHOT));
        exchange.inject(new Fault.OnReply(ReplyFault.LATE_DELTA));
        ExchangeClient client = subscribed();
        client.send("{\"id\":2,\"cmd\":\"unsubscribe\",\"params\":{\"sids\":[1]}}");
        client.awaitSequence(1, 4);
        assertThat(client.frames())
                .extracting(frame -> frame.path("type").asText())
                .containsExactly("subscribed", DELTA, "orderbook_snapshot", "unsubscribed", DELTA);
    }
}
