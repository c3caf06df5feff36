package tickhouse.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandsTest {
    private static final BigDecimal TEN = new BigDecimal("10.00");

    private final SimulatedExchange exchange = ExchangeClient.exchange(new ExchangeOptions().markets(8));
    private final ExchangeClient client = ExchangeClient.connect(exchange);
    private final List<String> tickers = exchange.tickers();

    @AfterEach
    void close() {
        exchange.close();
    }

    private static List<String> tickersIn(List<JsonNode> frames) {
        return frames.stream()
                .filter(frame -> frame.path("type").asText().equals("orderbook_snapshot"))
                .map(frame -> frame.path("msg").path("market_ticker").asText())
                .toList();
    }

    private String marketWhere(String yes, String no) {
        return tickers.stream()
                .filter(ticker -> exchange.book(ticker).yes().isEmpty() == yes.equals("empty"))
                .filter(ticker -> exchange.book(ticker).no().isEmpty() == no.equals("empty"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void acknowledgementsComeBeforeSnapshotsSortedByTicker() {
        List<String> shuffled = List.of(tickers.get(3), tickers.get(0), tickers.get(2));
        client.send(CommandText.subscribe(7, CommandText.BOOKS_AND_TRADES, shuffled));
        List<String> texts = client.awaitTexts(5);
        assertThat(texts)
                .startsWith(
                        "{\"type\":\"subscribed\",\"id\":7,\"msg\":{\"channel\":\"orderbook_delta\",\"sid\":1}}\n",
                        "{\"type\":\"subscribed\",\"id\":7,\"msg\":{\"channel\":\"trade\",\"sid\":2}}\n");
        assertThat(texts.get(2)).startsWith("{\"type\":\"orderbook_snapshot\",\"sid\":1,\"seq\":1,\"msg\":{");
        assertThat(tickersIn(client.frames())).containsExactly(tickers.get(0), tickers.get(2), tickers.get(3));
    }

    @Test
    void aSecondSubscribeMergesAndSendsOnlyWhatIsNew() {
        client.send(CommandText.subscribe(1, CommandText.BOOKS, tickers.subList(0, 2)));
        client.send(CommandText.subscribe(2, CommandText.BOOKS, tickers.subList(1, 3)));
        client.send("{\"id\":3,\"cmd\":\"list_subscriptions\"}");
        List<String> texts = client.awaitTexts(6);
        assertThat(texts.get(3))
                .isEqualTo("{\"type\":\"ok\",\"id\":2,\"sid\":1,\"seq\":3,\"msg\":{\"market_tickers\":"
                        + CommandText.quoted(tickers.subList(0, 3)) + "}}\n");
        assertThat(client.frames().get(4).path("msg").path("market_ticker").asText())
                .isEqualTo(tickers.get(2));
        assertThat(texts.get(5))
                .isEqualTo("{\"type\":\"ok\",\"id\":3,\"msg\":[{\"channel\":\"orderbook_delta\",\"sid\":1}]}\n");
    }

    @Test
    void okLeavesOutTheTickersIfTheClientAsksForThat() {
        client.send(
                "{\"id\":1,\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"orderbook_delta\"],\"market_ticker\":\""
                        + tickers.get(0) + "\",\"skip_ticker_ack\":true}}");
        client.send(CommandText.update(2, 1, "add_markets", List.of(tickers.get(1))));
        assertThat(client.awaitType("ok").path("msg")).isEqualTo(Json.object());
    }

    @Test
    void anEmptySideHasNoKeyAndAnUnknownTickerNoId() {
        String empty = marketWhere("empty", "empty");
        String oneSided = marketWhere("full", "empty");
        client.send(CommandText.subscribe(1, CommandText.BOOKS, List.of(empty, oneSided, "KXNOSUCH-1")));
        client.awaitTexts(4);
        for (JsonNode frame : client.frames().subList(1, 4)) {
            JsonNode body = frame.path("msg");
            String ticker = body.path("market_ticker").asText();
            assertThat(body.has("no_dollars_fp")).isFalse();
            assertThat(body.has("yes_dollars_fp")).isEqualTo(ticker.equals(oneSided));
            assertThat(body.path("market_id").asText().isEmpty()).isEqualTo(ticker.equals("KXNOSUCH-1"));
        }
    }

    @Test
    void getSnapshotAnswersInRequestOrderWithItsIdAndTheNextSequence() {
        client.send(CommandText.subscribe(1, CommandText.BOOKS, tickers.subList(0, 2)));
        client.send(CommandText.update(9, 1, "get_snapshot", List.of(tickers.get(1), tickers.get(0))));
        client.awaitSequence(1, 4);
        JsonNode third = client.awaitSequence(1, 3);
        assertThat(third.path("id").asInt()).isEqualTo(9);
        assertThat(third.path("msg").path("market_ticker").asText()).isEqualTo(tickers.get(1));
    }

    @Test
    void getSnapshotOnAnotherChannelIsAnErrorWithoutIdThatUsesASequenceNumber() {
        client.send(CommandText.subscribe(1, "[\"trade\"]", tickers));
        client.send(CommandText.update(2, 1, "get_snapshot", tickers));
        client.send(CommandText.update(3, 1, "delete_markets", List.of(tickers.get(0))));
        assertThat(client.awaitTexts(3).get(1))
                .isEqualTo("{\"type\":\"error\",\"sid\":1,\"seq\":1,"
                        + "\"msg\":{\"code\":13,\"msg\":\"Unsupported action\"}}\n");
        JsonNode ok = client.awaitSequence(1, 2);
        assertThat(ok.path("msg").path("market_tickers")).hasSize(tickers.size() - 1);
    }

    @Test
    void addedMarketsAreFollowedAndDeletedOnesAreNot() {
        client.send(CommandText.subscribe(1, CommandText.BOOKS, List.of(tickers.get(0))));
        client.send(CommandText.update(2, 1, "add_markets", List.of(tickers.get(1))));
        client.awaitSequence(1, 3);
        exchange.delta(tickers.get(1), Side.YES, new BigDecimal("0.01"), TEN);
        client.send(CommandText.update(3, 1, "delete_markets", List.of(tickers.get(1))));
        client.awaitSequence(1, 5);
        exchange.delta(tickers.get(1), Side.YES, new BigDecimal("0.01"), TEN);
        exchange.delta(tickers.get(0), Side.YES, new BigDecimal("0.01"), TEN);
        assertThat(client.awaitSequence(1, 6).path("msg").path("market_ticker").asText())
                .isEqualTo(tickers.get(0));
    }

    @Test
    void subscribingAgainAfterUnsubscribeGetsANewSidThatStartsAtOne() {
        client.send(CommandText.subscribe(1, CommandText.BOOKS, List.of(tickers.get(0))));
        client.send("{\"id\":2,\"cmd\":\"unsubscribe\",\"params\":{\"sids\":[1]}}");
        client.send(CommandText.subscribe(3, CommandText.BOOKS, List.of(tickers.get(0))));
        assertThat(client.awaitTexts(5).get(2)).isEqualTo("{\"type\":\"unsubscribed\",\"id\":2,\"sid\":1,\"seq\":2}\n");
        assertThat(client.awaitSequence(2, 1).path("type").asText()).isEqualTo("orderbook_snapshot");
        assertThat(exchange.lastSequence(1, 1)).hasValue(2);
        assertThat(exchange.lastSequence(1, 2)).hasValue(1);
    }

    @Test
    void bothPriceScalesShowTheSameBook() {
        ExchangeClient mirrored = ExchangeClient.connect(exchange);
        String ticker = marketWhere("full", "full");
        client.send(CommandText.subscribe(1, CommandText.BOOKS, List.of(ticker)));
        mirrored.send(
                "{\"id\":1,\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"orderbook_delta\"],\"market_ticker\":\""
                        + ticker + "\",\"use_yes_price\":true}}");
        client.awaitSequence(1, 1);
        mirrored.awaitSequence(1, 1);
        exchange.delta(ticker, Side.NO, new BigDecimal("0.01"), TEN);
        assertThat(client.awaitSequence(1, 2).path("msg").path("price_dollars").asText())
                .isEqualTo("0.0100");
        JsonNode delta = mirrored.awaitSequence(1, 2).path("msg");
        assertThat(delta.path("price_dollars").asText()).isEqualTo("0.9900");
        assertThat(delta.path("side").asText()).isEqualTo("no");
        assertThat(Replay.of(client.frames(), false).book(ticker)).isEqualTo(exchange.book(ticker));
        assertThat(Replay.of(mirrored.frames(), true).book(ticker)).isEqualTo(exchange.book(ticker));
    }

    @Test
    void tickersHaveNoSequenceAndCanComeAtOnce() {
        client.send("{\"id\":1,\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"ticker\"],\"market_ticker\":\""
                + tickers.get(0) + "\",\"send_initial_snapshot\":true}}");
        JsonNode first = client.awaitType("ticker");
        assertThat(first.has("seq")).isFalse();
        assertThat(first.path("msg").path("ts").isIntegralNumber()).isTrue();
    }

    @Test
    void tradesAndLifecycleHaveTheirOwnSequences() {
        String ticker = marketWhere("full", "full");
        client.send("{\"id\":1,\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"trade\",\"market_lifecycle_v2\"]}}");
        client.awaitTexts(2);
        exchange.trade(ticker, Side.NO, new BigDecimal("0.01"));
        exchange.createMarket("KXNEW-26DEC01-A", "KXNEW-26DEC01");
        exchange.settleMarket(ticker, Side.YES);
        assertThat(client.awaitSequence(1, 1).path("msg").path("count_fp").asText())
                .isEqualTo("0.01");
        assertThat(client.awaitSequence(2, 1).path("msg").path("event_type").asText())
                .isEqualTo("created");
        assertThat(client.awaitSequence(2, 3)
                        .path("msg")
                        .path("settlement_value")
                        .asText())
                .isEqualTo("1.0000");
        assertThat(client.awaitSequence(2, 4).path("msg").path("event_type").asText())
                .isEqualTo("settled");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1  | nonsense
            5  | {"id":1,"cmd":"dance"}
            2  | {"id":1,"cmd":"subscribe"}
            3  | {"id":1,"cmd":"subscribe","params":{}}
            8  | {"id":1,"cmd":"subscribe","params":{"channels":["orderbook_snapshot"]}}
            14 | {"id":1,"cmd":"subscribe","params":{"channels":["orderbook_delta"]}}
            11 | {"id":1,"cmd":"subscribe","params":{"channels":["trade"],"market_tickers":[1]}}
            11 | {"id":1,"cmd":"subscribe","params":{"channels":["trade"],"market_ticker":"A","market_tickers":["A"]}}
            4  | {"id":1,"cmd":"unsubscribe","params":{}}
            7  | {"id":1,"cmd":"unsubscribe","params":{"sids":[5]}}
            12 | {"id":1,"cmd":"update_subscription","params":{"sids":[1,2],"action":"add_markets"}}
            7  | {"id":1,"cmd":"update_subscription","params":{"sid":5,"action":"add_markets"}}
            """)
    void aWrongCommandGetsItsErrorCode(int code, String command) {
        client.send(command);
        assertThat(client.awaitType("error").path("msg").path("code").asInt()).isEqualTo(code);
        assertThat(exchange.commands()).containsExactly(new ReceivedCommand(1, command));
    }
}
