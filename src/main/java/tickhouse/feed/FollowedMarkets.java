package tickhouse.feed;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tickhouse.kalshi.rest.MarketDiscovery;
import tickhouse.kalshi.rest.MarketList;

/**
 * Which markets each feed follows, as its file says now: a list that changes becomes the list of the connection that is open,
 * and of every later one. What events and series mean is looked up again and again, and heard from the exchange. Any thread
 * may use it; looking up markets waits for the exchange.
 */
public final class FollowedMarkets {
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(10);

    private final MarketDiscovery discovery;
    private final FeedSequences sequences;
    private final Clock clock;
    private final Duration interval;
    private final Map<String, Followed> feeds = new HashMap<>();

    /** A feed's list, what it means, and when it is to be looked up. Guarded by the owner's lock. */
    private static final class Followed {
        final MarketList list;
        /** Markets of the list's events and series: all that were ever found, and those that have ended. */
        final SortedSet<String> found = new TreeSet<>();

        final SortedSet<String> ended = new TreeSet<>();
        Instant due;

        Followed(String text, Instant due) {
            this.list = MarketList.of(text);
            this.due = due;
        }

        SortedSet<String> markets() {
            SortedSet<String> markets = new TreeSet<>(found);
            markets.removeAll(ended);
            markets.addAll(list.tickers());
            return markets;
        }
    }

    /** Feeds whose events and series are looked up at an interval. */
    public FollowedMarkets(MarketDiscovery discovery, FeedSequences sequences, Clock clock, Duration interval) {
        this.discovery = discovery;
        this.sequences = sequences;
        this.clock = clock;
        this.interval = interval;
    }

    /** A feed that is about to start: its opening looks the list up. */
    public synchronized void start(String feed, String list) {
        feeds.put(feed, new Followed(list, Instant.MAX));
    }

    /** The list of a feed that goes on. */
    public synchronized void change(String feed, String list) {
        feeds.put(feed, new Followed(list, Instant.EPOCH));
    }

    public synchronized void stop(String feed) {
        feeds.remove(feed);
    }

    /**
     * The markets with which a connection begins, looked up now.
     *
     * @param listOfRoute the list that the feed's route was built with; a newer one counts
     */
    public SortedSet<String> opening(String feed, String listOfRoute) {
        Followed followed = followed(feed, listOfRoute);
        SortedSet<String> markets = lookUp(followed);
        sequences.subscribing(feed, markets);
        return markets;
    }

    private synchronized Followed followed(String feed, String listOfRoute) {
        return feeds.computeIfAbsent(feed, name -> new Followed(listOfRoute, Instant.MAX));
    }

    /** The feeds whose lists are to be looked up now. */
    public synchronized List<String> due() {
        Instant now = clock.instant();
        return feeds.entrySet().stream()
                .filter(feed -> !now.isBefore(feed.getValue().due))
                .map(feed -> {
                    feed.getValue().due = now.plus(AFTER_A_FAILURE);
                    return feed.getKey();
                })
                .toList();
    }

    /** Makes the feed follow what its list means now. */
    public void lookUp(String feed) {
        Followed followed = current(feed);
        if (followed != null) {
            lookUp(followed);
            follow(feed, followed);
        }
    }

    private synchronized @Nullable Followed current(String feed) {
        return feeds.get(feed);
    }

    private synchronized void follow(String feed, Followed followed) {
        // Another list may have come meanwhile.
        if (feeds.get(feed) == followed) {
            sequences.follow(feed, followed.markets());
        }
    }

    /** A market that is not open now may open again, so it is followed until the exchange calls it ended. */
    private SortedSet<String> lookUp(Followed followed) {
        SortedSet<String> open = discovery.resolve(followed.list);
        SortedSet<String> vanished = vanished(followed, open);
        SortedSet<String> ended = vanished.isEmpty() ? vanished : discovery.ended(vanished);
        return lookedUp(followed, open, ended);
    }

    private synchronized SortedSet<String> vanished(Followed followed, SortedSet<String> open) {
        SortedSet<String> vanished = new TreeSet<>(followed.found);
        vanished.removeAll(open);
        vanished.removeAll(followed.ended);
        return vanished;
    }

    private synchronized SortedSet<String> lookedUp(
            Followed followed, SortedSet<String> open, SortedSet<String> ended) {
        followed.found.addAll(open);
        followed.ended.addAll(ended);
        followed.due = followed.list.isFixed() ? Instant.MAX : clock.instant().plus(interval);
        return followed.markets();
    }

    /** What happened to a market, as {@code market_lifecycle_v2} tells of all markets there are. */
    public synchronized void heard(String feed, JsonNode message) {
        Followed followed = feeds.get(feed);
        if (followed == null || followed.list.isFixed()) {
            return;
        }
        String market = message.path("market_ticker").asText();
        boolean changed =
                switch (message.path("event_type").asText()) {
                    case "created", "activated" ->
                        followed.list.means(market, eventOf(message)) && followed.found.add(market);
                    // The lists of REST lag: for a while they will still have it.
                    case "determined", "settled" -> followed.found.contains(market) && followed.ended.add(market);
                    default -> false;
                };
        if (changed) {
            sequences.follow(feed, followed.markets());
        }
    }

    private static String eventOf(JsonNode message) {
        return message.path("event_ticker")
                .asText(message.path("additional_metadata").path("event_ticker").asText());
    }
}
