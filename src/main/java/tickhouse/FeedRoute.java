package tickhouse;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.model.RouteDefinition;

/**
 * A route of a file in {@code routes/feeds}, as far as a change of it matters.
 *
 * @param parameters of its template, resolved; none for a route that is written out
 */
record FeedRoute(String id, Map<String, String> parameters) {
    private static final String MARKETS = "markets";

    static List<FeedRoute> of(List<RouteDefinition> routes) {
        return routes.stream().map(FeedRoute::of).toList();
    }

    private static FeedRoute of(RouteDefinition route) {
        Map<String, String> parameters = new TreeMap<>();
        if (route.getTemplateParameters() != null) {
            route.getTemplateParameters().forEach((name, value) -> parameters.put(name, value.toString()));
        }
        return new FeedRoute(route.getRouteId(), parameters);
    }

    /** Whether both lists hold the same feeds, all of the template, with the same parameters but for their markets. */
    static boolean differInMarketsOnly(List<FeedRoute> before, List<FeedRoute> now) {
        return now.stream().allMatch(FeedRoute::isOfTheTemplate)
                && before.stream()
                        .map(FeedRoute::withoutMarkets)
                        .toList()
                        .equals(now.stream().map(FeedRoute::withoutMarkets).toList());
    }

    boolean isOfTheTemplate() {
        return parameters.containsKey("feed") && parameters.containsKey(MARKETS);
    }

    private FeedRoute withoutMarkets() {
        Map<String, String> others = new TreeMap<>(parameters);
        others.remove(MARKETS);
        return new FeedRoute(id, others);
    }

    String feed() {
        return parameters.getOrDefault("feed", "");
    }

    String markets() {
        return parameters.getOrDefault(MARKETS, "");
    }
}
