package tickhouse.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Answers the REST calls a recorder needs. Only the event loop touches it. */
final class RestApi {
    static final String ROOT = "/trade-api/v2";

    private final Venue venue;
    private final SignatureCheck check;
    private final RestQueries queries;
    private final List<String> calls = new ArrayList<>();

    RestApi(Venue venue, SignatureCheck check) {
        this.venue = venue;
        this.check = check;
        this.queries = new RestQueries(venue);
    }

    /** Path and query of every call so far. */
    List<String> calls() {
        return List.copyOf(calls);
    }

    void handle(HttpServerRequest request) {
        calls.add(request.uri());
        venue.faults().takeRest().ifPresentOrElse(fault -> fault.accept(request), () -> answer(request));
    }

    private void answer(HttpServerRequest request) {
        try {
            if (!request.method().equals(HttpMethod.GET) || !request.path().startsWith(ROOT + "/")) {
                throw new RestRefused(Refusal.NOT_FOUND);
            }
            List<String> path =
                    Arrays.asList(request.path().substring(ROOT.length() + 1).split("/", -1));
            ObjectNode body = answer(path, request);
            if (!body.path("cursor").asText().isEmpty() && venue.faults().takeSpoiledCursor()) {
                body.put("cursor", "spoiled");
            }
            HttpAnswer.json(request, body);
        } catch (RestRefused refused) {
            HttpAnswer.refuse(request, refused.refusal());
        }
    }

    private ObjectNode answer(List<String> path, HttpServerRequest request) {
        Query query = new Query(request);
        return switch (String.join("/", path)) {
            case "markets" -> queries.markets(query);
            case "markets/trades" -> queries.trades(query);
            case "markets/orderbooks" -> orderBooks(request, query);
            case "events" -> queries.events(query);
            case "series" -> allSeries();
            case "exchange/status" -> status();
            default -> one(path, query);
        };
    }

    private ObjectNode one(List<String> path, Query query) {
        if (path.size() == 3 && path.get(0).equals("markets") && path.get(2).equals("orderbook")) {
            ObjectNode book = RestBodies.book(market(path.get(1)), query.number("depth", 0));
            return Json.object().set("orderbook_fp", book);
        }
        if (path.size() != 2) {
            throw new RestRefused(Refusal.NOT_FOUND);
        }
        String ticker = path.get(1);
        return switch (path.get(0)) {
            case "markets" -> Json.object().set("market", RestBodies.market(market(ticker)));
            case "events" ->
                queries.event(found(Optional.ofNullable(venue.events().get(ticker))), query);
            case "series" ->
                Json.object()
                        .set(
                                "series",
                                RestBodies.series(
                                        found(Optional.ofNullable(venue.series().get(ticker)))));
            default -> throw new RestRefused(Refusal.NOT_FOUND);
        };
    }

    private Market market(String ticker) {
        return found(venue.find(ticker));
    }

    private static <T> T found(Optional<T> thing) {
        return thing.orElseThrow(() -> new RestRefused(Refusal.NOT_FOUND));
    }

    private ObjectNode orderBooks(HttpServerRequest request, Query query) {
        check.refusal(request, venue.now()).ifPresent(refusal -> {
            throw new RestRefused(refusal);
        });
        return queries.orderBooks(query);
    }

    private ObjectNode allSeries() {
        ObjectNode body = Json.object();
        ArrayNode all = body.putArray("series");
        venue.series().values().forEach(series -> all.add(RestBodies.series(series)));
        return body;
    }

    private static ObjectNode status() {
        return Json.object().put("exchange_active", true).put("trading_active", true);
    }
}
