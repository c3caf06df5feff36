package tickhouse.kalshi.rest;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the markets that are open now. Any thread may use it; the thread waits for the exchange's answers. */
public final class MarketDiscovery {
    private static final Logger LOG = LoggerFactory.getLogger(MarketDiscovery.class);
    // Combinations made for single customers; a series would otherwise consist mostly of them.
    private static final Map<String, String> WITHOUT_COMBINATIONS = Map.of("mve_filter", "exclude");

    private static final Set<String> ENDED = Set.of("determined", "settled", "finalized");
    private static final int MARKETS_A_CALL = 100;

    private final Pages pages;
    /** What was said last, so that a look-up that is repeated says only what is new. */
    private final Map<String, Integer> said = new ConcurrentHashMap<>();

    public MarketDiscovery(KalshiRest rest) {
        this(new Pages(rest, Pages.LARGEST));
    }

    MarketDiscovery(Pages pages) {
        this.pages = pages;
    }

    /** The tickers for the text of a feed's file; see {@link #resolve}. */
    public SortedSet<String> openMarkets(String markets) {
        return resolve(MarketList.of(markets));
    }

    /**
     * The tickers named one by one, unchecked and without any call, and the open markets of the events and series. An event
     * or series without any is no failure. Throws {@link KalshiRestException} if the exchange cannot be asked.
     */
    public SortedSet<String> resolve(MarketList list) {
        SortedSet<String> tickers = new TreeSet<>(list.tickers());
        list.events().forEach(event -> tickers.addAll(open("event", event, Map.of())));
        list.series().forEach(series -> tickers.addAll(open("series", series, WITHOUT_COMBINATIONS)));
        return tickers;
    }

    /** Those of the markets in which nothing will be traded again. Throws {@link KalshiRestException} as above. */
    public SortedSet<String> ended(Collection<String> markets) {
        SortedSet<String> ended = new TreeSet<>();
        List<String> all = List.copyOf(markets);
        for (int start = 0; start < all.size(); start += MARKETS_A_CALL) {
            List<String> some = all.subList(start, Math.min(all.size(), start + MARKETS_A_CALL));
            pages.items("markets", Map.of("tickers", String.join(",", some)), "markets", "ticker")
                    .forEach((ticker, market) -> {
                        if (ENDED.contains(market.path("status").asText())) {
                            ended.add(ticker);
                        }
                    });
        }
        return ended;
    }

    private Set<String> open(String kind, String ticker, Map<String, String> filters) {
        Map<String, String> query = new LinkedHashMap<>(filters);
        query.put(kind + "_ticker", ticker);
        query.put("status", "open");
        Set<String> tickers = pages.items("markets", query, "markets", "ticker").keySet();
        Integer before = said.put(kind + ":" + ticker, tickers.size());
        if (before != null && before == tickers.size()) {
            return tickers;
        }
        if (tickers.isEmpty()) {
            LOG.warn("{}:{} has no open market, or does not exist: nothing of it is recorded.", kind, ticker);
        } else {
            LOG.info("{}:{} has {} open market(s).", kind, ticker, tickers.size());
        }
        return tickers;
    }
}
