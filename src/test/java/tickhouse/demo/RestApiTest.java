package tickhouse.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RestApiTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final SimulatedExchange exchange = ExchangeClient.exchange(new ExchangeOptions().markets(90));

    @AfterEach
    void close() {
        exchange.close();
    }

    private HttpResponse<String> get(String call, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(exchange.restUrl() + call));
        headers.forEach(request::header);
        return HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .join();
    }

    private JsonNode json(String call) {
        HttpResponse<String> response = get(call, Map.of());
        assertThat(response.statusCode()).isEqualTo(200);
        return Json.parse(response.body()).orElseThrow();
    }

    private static List<String> texts(JsonNode array, String field) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.path(field).asText()));
        return texts;
    }

    private List<String> everyPage(String call, String array, String field) {
        List<String> all = new ArrayList<>();
        JsonNode page = json(call);
        all.addAll(texts(page.path(array), field));
        while (!page.path("cursor").asText().isEmpty()) {
            page = json(call + "&cursor=" + page.path("cursor").asText());
            all.addAll(texts(page.path(array), field));
        }
        return all;
    }

    @Test
    void everyMarketIsOnExactlyOnePage() {
        assertThat(everyPage("/markets?limit=7", "markets", "ticker")).isEqualTo(exchange.tickers());
        assertThat(everyPage("/markets?limit=30", "markets", "ticker")).isEqualTo(exchange.tickers());
        assertThat(json("/markets").path("cursor").asText()).isEmpty();
    }

    @Test
    void aGarbageCursorIsTheFirstPage() {
        assertThat(json("/markets?limit=7&cursor=garbage")).isEqualTo(json("/markets?limit=7"));
        assertThat(json("/markets?limit=7&cursor=Z2FyYmFnZQ")).isEqualTo(json("/markets?limit=7"));
    }

    @Test
    void aLimitBeyondTheBoundsIsRefused() {
        HttpResponse<String> response = get("/markets?limit=1001", Map.of());
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .isEqualTo("{\"msg\":\"Parameter validation failed for GetMarkets: Key: 'GetMarketsParams.Limit'"
                        + " Error:Field validation for 'Limit' failed on the 'lte' tag\"}");
        assertThat(get("/markets?limit=-1", Map.of()).statusCode()).isEqualTo(400);
        assertThat(get("/markets?limit=many", Map.of()).statusCode()).isEqualTo(400);
        assertThat(get("/events?limit=201", Map.of()).statusCode()).isEqualTo(400);
    }

    @Test
    void marketsAreFoundByEventSeriesTickersAndStatus() {
        JsonNode market = json("/markets/" + exchange.tickers().get(0)).path("market");
        String ticker = market.path("ticker").asText();
        String event = market.path("event_ticker").asText();
        String series = event.split("-", 2)[0];
        exchange.settleMarket(ticker, Side.NO);
        assertThat(texts(json("/markets?status=settled").path("markets"), "ticker"))
                .containsExactly(ticker);
        assertThat(texts(json("/markets?status=open").path("markets"), "ticker"))
                .hasSize(89)
                .doesNotContain(ticker);
        assertThat(texts(json("/markets?event_ticker=" + event).path("markets"), "event_ticker"))
                .hasSize(10)
                .containsOnly(event);
        assertThat(texts(json("/markets?series_ticker=" + series).path("markets"), "ticker"))
                .allSatisfy(each -> assertThat(each).startsWith(series + "-"));
        assertThat(texts(json("/markets?tickers=" + ticker + ",KXNOSUCH").path("markets"), "ticker"))
                .containsExactly(ticker);
    }

    @Test
    void eventsAndSeriesNameTheirMarkets() {
        String event = json("/events?limit=1")
                .path("events")
                .path(0)
                .path("event_ticker")
                .asText();
        JsonNode nested = json("/events?limit=200&with_nested_markets=true").path("events");
        assertThat(nested.path(0).path("markets")).hasSize(10);
        assertThat(json("/events/" + event).path("markets")).hasSize(10);
        assertThat(json("/events/" + event + "?with_nested_markets=true")
                        .path("event")
                        .path("markets"))
                .hasSize(10);
        String series = nested.path(0).path("series_ticker").asText();
        assertThat(json("/series/" + series).path("series").path("ticker").asText())
                .isEqualTo(series);
        assertThat(texts(json("/series").path("series"), "ticker")).contains(series);
    }

    @Test
    void aBookIsTheExchangesBookAndSeveralNeedASignature() {
        String ticker = exchange.tickers().get(0);
        JsonNode book = json("/markets/" + ticker + "/orderbook").path("orderbook_fp");
        assertThat(book.path("yes_dollars"))
                .hasSameSizeAs(exchange.book(ticker).yes().keySet());
        JsonNode top = json("/markets/" + ticker + "/orderbook?depth=1").path("orderbook_fp");
        assertThat(top.path("no_dollars").path(0).path(0).asText())
                .isEqualTo(exchange.book(ticker).no().lastKey().toPlainString());
        String call = "/markets/orderbooks?tickers=" + ticker + "&tickers="
                + exchange.tickers().get(1);
        assertThat(get(call, Map.of()).statusCode()).isEqualTo(401);
        Map<String, String> signed = Signing.headers(
                ExchangeClient.KEY_ID, ExchangeClient.KEYS, Instant.now(), "/trade-api/v2/markets/orderbooks");
        JsonNode books = Json.parse(get(call, signed).body()).orElseThrow().path("orderbooks");
        assertThat(books).hasSize(2);
        assertThat(books.path(0).path("orderbook_fp")).isEqualTo(book);
    }

    @Test
    void tradesArePagedNewestFirstAndBoundedByTime() {
        String ticker = exchange.tickers().get(0);
        for (String count : List.of("0.01", "0.02", "0.03")) {
            exchange.trade(ticker, Side.NO, new BigDecimal(count));
        }
        assertThat(everyPage("/markets/trades?limit=2&ticker=" + ticker, "trades", "count_fp"))
                .containsExactly("0.03", "0.02", "0.01");
        assertThat(json("/markets/trades?ticker=KXNOSUCH").path("trades")).isEmpty();
        assertThat(json("/markets/trades?max_ts=1000").path("trades")).isEmpty();
        assertThat(json("/markets/trades?min_ts=1000").path("trades")).hasSize(3);
    }

    @Test
    void whatDoesNotExistIsNotFound() {
        for (String call : List.of("/markets/KXNOSUCH", "/events/KXNOSUCH", "/series/KXNOSUCH", "/nothing")) {
            assertThat(get(call, Map.of()).statusCode()).isEqualTo(404);
        }
        assertThat(json("/exchange/status").path("trading_active").asBoolean()).isTrue();
    }

    @Test
    void tooManyRequestsAreRefusedWithoutRetryAfter() {
        exchange.inject(new Fault.RefuseRest(1, Refusal.TOO_MANY_REQUESTS));
        HttpResponse<String> response = get("/markets", Map.of());
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.body()).isEqualTo("{\"error\":\"too many requests\"}");
        assertThat(response.headers().firstValue("Retry-After")).isEmpty();
        assertThat(get("/markets", Map.of()).statusCode()).isEqualTo(200);
    }

    @Test
    void aSpoiledCursorLeadsBackToTheFirstPage() {
        exchange.inject(new Fault.SpoilCursors(1));
        JsonNode first = json("/markets?limit=7");
        JsonNode again = json("/markets?limit=7&cursor=" + first.path("cursor").asText());
        assertThat(again.path("markets")).isEqualTo(first.path("markets"));
        assertThat(again.path("cursor")).isNotEqualTo(first.path("cursor"));
        assertThat(json("/markets?limit=100").path("cursor").asText()).isEmpty();
        assertThat(exchange.restCalls())
                .containsExactly(
                        "/trade-api/v2/markets?limit=7",
                        "/trade-api/v2/markets?limit=7&cursor=spoiled",
                        "/trade-api/v2/markets?limit=100");
    }
}
