package tickhouse.feed;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The subscriptions of a feed's newest connection, and the markets of which the feed has books. Guarded by the feed's lock. */
final class Subscriptions {
    private final Map<Long, Subscription> bySid = new TreeMap<>();
    /** They outlive the connection, whose end puts their books in doubt. */
    private final SortedSet<String> markets = new TreeSet<>();

    private boolean newOne;

    /** Of a new connection. */
    void begin() {
        bySid.clear();
    }

    Collection<Subscription> all() {
        return bySid.values();
    }

    Optional<Subscription> find(long sid) {
        return Optional.ofNullable(bySid.get(sid));
    }

    /** A new one if none has this number yet. */
    Subscription named(long sid, String channel, Instant at) {
        return bySid.computeIfAbsent(sid, absent -> {
            newOne = true;
            return new Subscription(sid, channel, at);
        });
    }

    /** Whether there is one since this was last asked. */
    boolean hasNew() {
        boolean before = newOne;
        newOne = false;
        return before;
    }

    /** The markets whose trades were recorded. */
    List<String> traded() {
        SortedSet<String> traded = new TreeSet<>();
        bySid.values().stream()
                .filter(subscription -> subscription.channel.equals(Subscription.TRADES))
                .forEach(subscription -> traded.addAll(subscription.markets));
        return List.copyOf(traded);
    }

    SortedSet<String> markets() {
        return markets;
    }
}
