package tickhouse.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Answers the REST calls that list things. Only the event loop touches it. */
final class RestQueries {
    private final Venue venue;

    RestQueries(Venue venue) {
        this.venue = venue;
    }

    ObjectNode markets(Query query) {
        int limit = query.limit("GetMarkets", 1000);
        List<String> tickers = query.texts("tickers");
        List<String> statuses = query.texts("status");
        Stream<Market> matches =
                query
                        .after()
                        .map(last -> venue.markets().tailMap(last + '\0'))
                        .orElse(venue.markets())
                        .values()
                        .stream()
                        .filter(market -> tickers.isEmpty() || tickers.contains(market.ticker()))
                        .filter(market -> query.text("event_ticker")
                                .map(market.event().ticker()::equals)
                                .orElse(true))
                        .filter(market -> query.text("series_ticker")
                                .map(market.event().series()::equals)
                                .orElse(true))
                        .filter(market -> statuses.isEmpty()
                                || statuses.contains(market.status().filterWord()));
        Page<Market> page = Page.of(matches, limit, Market::ticker);
        ObjectNode body = Json.object();
        body.set("markets", RestBodies.markets(page.items()));
        return body.put("cursor", page.cursor());
    }

    ObjectNode events(Query query) {
        int limit = query.limit("GetEvents", 200);
        List<String> statuses = query.texts("status");
        String last = query.after().orElse("");
        Stream<Event> matches = venue.events().values().stream()
                .filter(event -> event.ticker().compareTo(last) > 0)
                .filter(event ->
                        query.text("series_ticker").map(event.series()::equals).orElse(true))
                .filter(event -> statuses.isEmpty()
                        || marketsOf(event).stream()
                                .anyMatch(market ->
                                        statuses.contains(market.status().filterWord())));
        Page<Event> page = Page.of(matches, limit, Event::ticker);
        ObjectNode body = Json.object();
        ArrayNode events = body.putArray("events");
        for (Event event : page.items()) {
            ObjectNode listed = RestBodies.event(event);
            if (query.flag("with_nested_markets")) {
                listed.set("markets", RestBodies.markets(marketsOf(event)));
            }
            events.add(listed);
        }
        return body.put("cursor", page.cursor());
    }

    /** The markets stand beside the event, or inside it if the caller asks for that. */
    ObjectNode event(Event event, Query query) {
        ObjectNode body = Json.object();
        ObjectNode described = RestBodies.event(event);
        body.set("event", described);
        (query.flag("with_nested_markets") ? described : body).set("markets", RestBodies.markets(marketsOf(event)));
        return body;
    }

    private Collection<Market> marketsOf(Event event) {
        return venue.markets().values().stream()
                .filter(market -> market.event().ticker().equals(event.ticker()))
                .toList();
    }

    ObjectNode orderBooks(Query query) {
        ObjectNode body = Json.object();
        ArrayNode books = body.putArray("orderbooks");
        List<String> tickers = query.texts("tickers");
        if (tickers.isEmpty() || tickers.size() > 100) {
            throw new RestRefused(new Refusal(400, "{\"msg\":\"Parameter validation failed for GetOrderbooks\"}"));
        }
        for (String ticker : tickers) {
            venue.find(ticker)
                    .ifPresent(market ->
                            books.addObject().put("ticker", ticker).set("orderbook_fp", RestBodies.book(market, 0)));
        }
        return body;
    }

    ObjectNode trades(Query query) {
        int limit = query.limit("GetTrades", 1000);
        long from = query.number("min_ts", Long.MIN_VALUE);
        long to = query.number("max_ts", Long.MAX_VALUE);
        long before = query.after().map(Long::parseLong).orElse(Long.MAX_VALUE);
        Stream<Trade> matches = venue.tape()
                .newestFirst()
                .filter(trade -> trade.number() < before)
                .filter(trade ->
                        query.text("ticker").map(trade.ticker()::equals).orElse(true))
                .filter(trade ->
                        trade.at().getEpochSecond() >= from && trade.at().getEpochSecond() <= to);
        Page<Trade> page = Page.of(matches, limit, trade -> Long.toString(trade.number()));
        ObjectNode body = Json.object();
        ArrayNode trades = body.putArray("trades");
        page.items().forEach(trade -> trades.add(RestBodies.trade(trade)));
        return body.put("cursor", page.cursor());
    }
}
