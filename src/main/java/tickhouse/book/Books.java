package tickhouse.book;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import tickhouse.kalshi.OrderBookEvent;

/** The books of one connection, as the recorded frames make them. One thread at a time uses them. */
public final class Books {
    private final Map<Long, Map<String, MarketBook>> subscriptions = new HashMap<>();
    private final Set<MarketBook> crossed = new LinkedHashSet<>();

    /** A new connection begins with snapshots. */
    public void clear() {
        subscriptions.clear();
        crossed.clear();
    }

    /** The subscription has ended: what still comes of it proves nothing. */
    public void doubt(long sid) {
        subscriptions.getOrDefault(sid, Map.of()).values().forEach(MarketBook::doubt);
    }

    /** The market is not followed any more. */
    public void doubt(String market) {
        subscriptions.values().stream()
                .map(books -> books.get(market))
                .filter(Objects::nonNull)
                .forEach(MarketBook::doubt);
    }

    /** These books may be wrong until they have a fresh snapshot: a gap says so already. */
    public void doubt(long sid, Collection<String> markets) {
        doubt(sid);
        markets.forEach(market -> book(sid, market).doubt());
    }

    private MarketBook book(long sid, String market) {
        return subscriptions
                .computeIfAbsent(sid, absent -> new HashMap<>())
                .computeIfAbsent(market, name -> new MarketBook(sid, name));
    }

    /** A frame, as its rows. What it shows to be wrong is not known any more, until it has a fresh snapshot. */
    public Optional<Finding> apply(List<OrderBookEvent> rows, boolean asked) {
        OrderBookEvent first = rows.get(0);
        if (first.eventType().equals("snapshot")) {
            return book(first.sid(), first.marketTicker()).snapshot(rows, asked);
        }
        Map<String, MarketBook> known = subscriptions.getOrDefault(first.sid(), Map.of());
        MarketBook book = known.get(first.marketTicker());
        if (book == null) {
            return Optional.of(book(first.sid(), first.marketTicker()).deltaBeforeSnapshot(first));
        }
        Optional<Finding> finding = book.delta(first);
        if (book.isCrossed()) {
            crossed.add(book);
        }
        return finding;
    }

    /** Books that are crossed for longer than a price move takes. */
    public List<Finding> crossedFor(Duration most, Instant now) {
        crossed.removeIf(book -> !book.isCrossed());
        List<Finding> findings = new ArrayList<>();
        crossed.forEach(book -> book.crossedFor(most, now).ifPresent(findings::add));
        return findings;
    }

    /** Of each subscription, the books that are known, those longest without a snapshot first. */
    public Map<Long, List<String>> longestUnproven(int most) {
        Map<Long, List<String>> chosen = new HashMap<>();
        subscriptions.values().stream()
                .flatMap(books -> books.values().stream())
                .filter(MarketBook::isKnown)
                .sorted(Comparator.comparing(MarketBook::provenAt).thenComparing(MarketBook::market))
                .limit(most)
                .forEach(book -> chosen.computeIfAbsent(book.sid(), absent -> new ArrayList<>())
                        .add(book.market()));
        return chosen;
    }

    /** No snapshot came of a market that was asked for; none if it is in doubt, or not followed, by now. */
    public Optional<Finding> unanswered(long sid, String market) {
        return Optional.ofNullable(subscriptions.getOrDefault(sid, Map.of()).get(market))
                .filter(MarketBook::isKnown)
                .map(MarketBook::unanswered);
    }
}
