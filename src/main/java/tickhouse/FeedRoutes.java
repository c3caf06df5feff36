package tickhouse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tickhouse.feed.FollowedMarkets;
import tickhouse.kalshi.rest.MarketList;
import tickhouse.kalshi.rest.MarketListException;

/**
 * Keeps the feeds that run equal to the files in {@code routes/feeds}. A changed file replaces the routes it defined and no
 * others, or, if only markets have changed, changes what the live connections follow; a file that cannot be used is reported once, and what it defined before goes on. Any thread may use it.
 */
public final class FeedRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(FeedRoutes.class);

    private final CamelContext context;
    private final Properties settings;
    private final Path feeds;
    private final Path template;
    private final Map<Path, Loaded> loaded = new HashMap<>();
    private final Map<Path, String> refused = new HashMap<>();

    private record Loaded(String text, List<FeedRoute> feeds) {
        List<String> routes() {
            return feeds.stream().map(FeedRoute::id).toList();
        }
    }

    FeedRoutes(CamelContext context, Path routes, Properties settings) {
        this.context = context;
        this.settings = settings;
        this.feeds = routes.resolve("feeds");
        this.template = routes.resolve("kalshi/feed.camel.yaml");
    }

    /** The first look: a file that cannot be used stops the start. Throws {@link FeedRouteException} with the reason. */
    synchronized void load() {
        filesOfStart().forEach((file, text) -> replace(file, text, FeedRoute.of(rehearse(file, text))));
    }

    /** The texts of the files; at least one. */
    Map<Path, String> filesOfStart() {
        Map<Path, String> files = files();
        if (files.isEmpty()) {
            throw new FeedRouteException(
                    feeds + " holds no *.camel.yaml file. Restore default.camel.yaml, or add a feed.");
        }
        return files;
    }

    /** A later look: takes up what changed. */
    public synchronized void reload() {
        Map<Path, String> files = files();
        for (Path gone : List.copyOf(loaded.keySet())) {
            if (!files.containsKey(gone)) {
                remove(gone);
                LOG.info("{} is gone: its feed has stopped.", gone);
            }
        }
        refused.keySet().retainAll(files.keySet());
        files.forEach((file, text) -> {
            Loaded before = loaded.get(file);
            if ((before == null || !before.text().equals(text)) && !text.equals(refused.get(file))) {
                take(file, text);
            } else if (before != null && before.text().equals(text)) {
                refused.remove(file);
            }
        });
    }

    private void take(Path file, String text) {
        try {
            List<FeedRoute> rehearsed = FeedRoute.of(rehearse(file, text));
            if (changesMarketsOnly(file, text, rehearsed)) {
                LOG.info("{} is taken up: other markets on the running connections of {}.", file, routesOf(file));
            } else {
                replace(file, text, rehearsed);
                LOG.info("{} is taken up: its routes are {}.", file, routesOf(file));
            }
            refused.remove(file);
        } catch (FeedRouteException unusable) {
            refused.put(file, text);
            LOG.error("{} What it defined before goes on.", unusable.getMessage());
        }
    }

    /** Whether the file differs from what runs in markets at most; then this is all there is to do. */
    private boolean changesMarketsOnly(Path file, String text, List<FeedRoute> now) {
        Loaded before = loaded.get(file);
        // A template of the file's own may have changed in any way.
        if (before == null || text.contains("routeTemplate:") || !FeedRoute.differInMarketsOnly(before.feeds(), now)) {
            return false;
        }
        for (int index = 0; index < now.size(); index++) {
            FeedRoute feed = now.get(index);
            if (!feed.markets().equals(before.feeds().get(index).markets())) {
                followed().change(feed.feed(), feed.markets());
            }
        }
        loaded.put(file, new Loaded(text, now));
        return true;
    }

    private FollowedMarkets followed() {
        return context.getRegistry().lookupByNameAndType("followedMarkets", FollowedMarkets.class);
    }

    private List<String> routesOf(Path file) {
        Loaded now = loaded.get(file);
        return now == null ? List.of() : now.routes();
    }

    private void replace(Path file, String text, List<FeedRoute> rehearsed) {
        List<String> ids = rehearsed.stream().map(FeedRoute::id).toList();
        refuseForeign(file, ids);
        Loaded before = loaded.get(file);
        remove(file);
        try {
            start(rehearsed);
            add(context, file, text);
            loaded.put(file, new Loaded(text, rehearsed));
        } catch (Exception unusable) {
            ids.forEach(this::removeRoute);
            restore(file, before);
            throw FeedRouteException.of(file, text, unusable);
        }
    }

    /** Loads the file into a context of its own that never starts; the routes' template parameters are resolved. */
    List<RouteDefinition> rehearse(Path file, String text) {
        try (DefaultCamelContext rehearsal = new DefaultCamelContext()) {
            rehearsal.getPropertiesComponent().setOverrideProperties(settings);
            rehearsal.build();
            add(rehearsal, template, Files.readString(template));
            add(rehearsal, file, text);
            List<RouteDefinition> routes = List.copyOf(rehearsal.getRouteDefinitions());
            if (routes.isEmpty()) {
                // An editor may be writing it just now.
                throw new IllegalArgumentException("it defines no route; to stop its feed, remove the file");
            }
            for (RouteDefinition route : routes) {
                resolve(rehearsal, route);
                check(route);
            }
            return routes;
        } catch (Exception unusable) {
            throw FeedRouteException.of(file, text, unusable);
        }
    }

    /** The parameters hold placeholders; whether they say anything shows only behind them. */
    private static void resolve(CamelContext rehearsal, RouteDefinition route) {
        Map<String, Object> parameters = route.getTemplateParameters();
        if (parameters != null) {
            parameters.replaceAll((name, value) -> rehearsal.resolvePropertyPlaceholders(value.toString()));
        }
    }

    private static void check(RouteDefinition route) {
        Map<String, Object> parameters = route.getTemplateParameters();
        Object markets = parameters == null ? null : parameters.get("markets");
        if (markets == null) {
            return;
        }
        try {
            MarketList.of(markets.toString());
        } catch (MarketListException unusable) {
            throw new IllegalArgumentException("route " + route.getRouteId() + ": " + unusable.getMessage()
                    + "; set KALSHI_MARKETS, or the parameter markets, to a comma-separated list of market tickers,"
                    + " event:… and series:…");
        }
    }

    private void refuseForeign(Path file, List<String> ids) {
        for (String id : ids) {
            boolean ours = routesOf(file).contains(id);
            if (!ours && context.getRoute(id) != null) {
                throw new FeedRouteException(
                        file + ": the route id '" + id + "' is taken by another file. Choose another.");
            }
        }
    }

    private void restore(Path file, @Nullable Loaded before) {
        if (before != null) {
            try {
                start(before.feeds());
                add(context, file, before.text());
                loaded.put(file, before);
            } catch (Exception impossible) {
                LOG.error("{}: the feed could not be restored and has stopped.", file, impossible);
            }
        }
    }

    private void start(List<FeedRoute> feeds) {
        feeds.stream().filter(FeedRoute::isOfTheTemplate).forEach(each -> followed()
                .start(each.feed(), each.markets()));
    }

    private static void add(CamelContext target, Path file, String text) throws Exception {
        Resource resource = ResourceHelper.fromBytes(file.toString(), text.getBytes(StandardCharsets.UTF_8));
        PluginHelper.getRoutesLoader(target).loadRoutes(resource);
    }

    private void remove(Path file) {
        routesOf(file).forEach(this::removeRoute);
        Loaded gone = loaded.remove(file);
        if (gone != null) {
            gone.feeds().stream().filter(FeedRoute::isOfTheTemplate).forEach(each -> followed()
                    .stop(each.feed()));
        }
    }

    private void removeRoute(String id) {
        try {
            if (context.getRoute(id) != null) {
                context.getRouteController().stopRoute(id);
                context.removeRoute(id);
            }
            Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
            RouteDefinition definition = model.getRouteDefinition(id);
            if (definition != null) {
                model.removeRouteDefinition(definition);
            }
        } catch (Exception unexpected) {
            throw new IllegalStateException("route " + id + " could not be stopped", unexpected);
        }
    }

    private Map<Path, String> files() {
        try (Stream<Path> files = Files.list(feeds)) {
            Map<Path, String> texts = new TreeMap<>();
            for (Path file : files.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .toList()) {
                texts.put(file, Files.readString(file));
            }
            return texts;
        } catch (NoSuchFileException absent) {
            throw new FeedRouteException(
                    feeds.toAbsolutePath() + " does not exist. Start Tickhouse in its directory, beside routes.");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
