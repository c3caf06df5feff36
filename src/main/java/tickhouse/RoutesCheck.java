package tickhouse;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import tickhouse.check.Report;

/** Whether each file in {@code routes/feeds} can be used, and which markets it follows. Starts nothing. */
final class RoutesCheck {
    private static final String WHAT = "routes";

    private final Report report;
    private final Path routes;
    private final Map<String, Path> taken = new HashMap<>();

    RoutesCheck(Report report, Path routes) {
        this.report = report;
        this.routes = routes;
    }

    void run(Settings settings) {
        try {
            // The rehearsal of a file has a context of its own; this one stays empty.
            FeedRoutes feeds = new FeedRoutes(new DefaultCamelContext(), routes, settings.all());
            feeds.filesOfStart().forEach((file, text) -> check(feeds, file, text));
        } catch (FeedRouteException unusable) {
            report.failed(WHAT, unusable);
        }
    }

    private void check(FeedRoutes feeds, Path file, String text) {
        try {
            List<RouteDefinition> rehearsed = feeds.rehearse(file, text);
            for (RouteDefinition route : rehearsed) {
                Path other = taken.putIfAbsent(route.getRouteId(), file);
                if (other != null) {
                    throw new FeedRouteException(file + ": the route id '" + route.getRouteId() + "' is taken by "
                            + other + ". Choose another.");
                }
            }
            report.ok(
                    WHAT,
                    file + ": "
                            + String.join(
                                    "; ",
                                    rehearsed.stream()
                                            .map(RoutesCheck::describe)
                                            .toList()));
        } catch (FeedRouteException unusable) {
            report.failed(WHAT, unusable);
        }
    }

    private static String describe(RouteDefinition route) {
        Map<String, Object> parameters = Objects.requireNonNullElse(route.getTemplateParameters(), Map.of());
        Object markets = parameters.get("markets");
        return markets == null
                ? "route " + route.getRouteId()
                : "feed " + parameters.get("feed") + " follows "
                        + String.join(", ", markets.toString().split("\\s*,\\s*"));
    }
}
