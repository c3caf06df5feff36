package tickhouse.feed;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import tickhouse.kalshi.rest.MarketDiscovery;
import tickhouse.kalshi.rest.MarketList;

/**
 * Which markets each feed follows, as its file says now: a list that changes becomes the list of the connection that is open,
 * and of every later one. Any thread may use it; looking up markets waits for the exchange.
 */
public final class FollowedMarkets {
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(10);

    private final MarketDiscovery discovery;
    private final FeedSequences sequences;
    private final Clock clock;
    private final Map<String, Followed> feeds = new HashMap<>();

    /** A feed's list, and when it is to be looked up. Guarded by the map's owner. */
    private static final class Followed {
        final String list;
        Instant due;

        Followed(String list, Instant due) {
            this.list = list;
            this.due = due;
        }
    }

    public FollowedMarkets(MarketDiscovery discovery, FeedSequences sequences, Clock clock) {
        this.discovery = discovery;
        this.sequences = sequences;
        this.clock = clock;
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
        SortedSet<String> markets = discovery.openMarkets(list(feed, listOfRoute));
        sequences.subscribing(feed, markets);
        return markets;
    }

    private synchronized String list(String feed, String listOfRoute) {
        return feeds.computeIfAbsent(feed, name -> new Followed(listOfRoute, Instant.MAX)).list;
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
        String list = list(feed, "");
        SortedSet<String> markets = discovery.resolve(MarketList.of(list));
        lookedUp(feed, list, markets);
    }

    private synchronized void lookedUp(String feed, String list, SortedSet<String> markets) {
        Followed followed = feeds.get(feed);
        if (followed != null && followed.list.equals(list)) {
            followed.due = Instant.MAX;
            sequences.follow(feed, markets);
        }
    }
}
