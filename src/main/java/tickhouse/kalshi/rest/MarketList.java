package tickhouse.kalshi.rest;

import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The markets that a feed is to follow, as its file names them: {@code event:E,series:S,TICKER}, in any mixture.
 *
 * @param tickers markets named one by one
 * @param events events whose open markets are meant
 * @param series series whose open markets are meant
 */
public record MarketList(SortedSet<String> tickers, SortedSet<String> events, SortedSet<String> series) {
    public MarketList {
        tickers = Collections.unmodifiableSortedSet(new TreeSet<>(tickers));
        events = Collections.unmodifiableSortedSet(new TreeSet<>(events));
        series = Collections.unmodifiableSortedSet(new TreeSet<>(series));
    }

    /** Whether it names markets only, so that there is nothing to look up. */
    public boolean isFixed() {
        return events.isEmpty() && series.isEmpty();
    }

    /**
     * Whether one of the events or series is the market's.
     *
     * @param event as the exchange names it; empty where it does not, as in most messages
     */
    public boolean means(String market, String event) {
        return events.contains(event)
                || series.contains(market.split("-", 2)[0])
                || (event.isEmpty() && events.stream().anyMatch(each -> market.startsWith(each + "-")));
    }

    /** Throws {@link MarketListException} if the text names nothing, or something else than markets, events and series. */
    public static MarketList of(String text) {
        SortedSet<String> tickers = new TreeSet<>();
        SortedSet<String> events = new TreeSet<>();
        SortedSet<String> series = new TreeSet<>();
        for (String part : text.split(",", -1)) {
            String word = part.strip();
            int colon = word.indexOf(':');
            if (colon < 0) {
                tickers.add(word);
            } else {
                Set<String> kind =
                        switch (word.substring(0, colon)) {
                            case "event" -> events;
                            case "series" -> series;
                            default ->
                                throw new MarketListException(
                                        "'" + word + "' is neither a market's ticker nor event:… nor series:…");
                        };
                kind.add(word.substring(colon + 1).strip());
            }
        }
        if (events.contains("") || series.contains("")) {
            throw new MarketListException("event: or series: lacks the ticker after the colon");
        }
        tickers.remove("");
        if (tickers.isEmpty() && events.isEmpty() && series.isEmpty()) {
            throw new MarketListException("the list of markets is empty");
        }
        return new MarketList(tickers, events, series);
    }
}
