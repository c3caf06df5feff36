package tickhouse.feed;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A subscription of one connection: the number of its newest frame, its markets, and its gaps. Guarded by the feed's lock.
 */
final class Subscription {
    static final String ORDER_BOOK = "orderbook_delta";
    static final String TRADES = "trade";

    final long sid;
    String channel;
    final SortedSet<String> markets = new TreeSet<>();
    /** Gaps that are not healed. */
    final List<OpenGap> gaps = new ArrayList<>();

    final MarketChange change = new MarketChange();

    /** The gap that was declared last. */
    @Nullable
    OpenGap newestGap;

    private final TreeSet<Long> notSpooled = new TreeSet<>();
    private final List<long[]> missing = new ArrayList<>();
    private long newest;
    Instant newestAt;
    boolean retired;

    Subscription(long sid, String channel, Instant now) {
        this.sid = sid;
        this.channel = channel;
        this.newestAt = now;
    }

    /** The markets that a gap waits for. */
    SortedSet<String> stale() {
        SortedSet<String> stale = new TreeSet<>();
        gaps.forEach(gap -> stale.addAll(gap.stale()));
        return stale;
    }

    long newest() {
        return newest;
    }

    /** The numbers that a frame with this one skips: none, or from and to. */
    long[] skippedBy(long seq) {
        return seq > newest + 1 ? new long[] {newest + 1, seq - 1} : new long[0];
    }

    boolean hasSeen(long seq) {
        return seq <= newest;
    }

    boolean isDeclaredMissing(long seq) {
        return missing.stream().anyMatch(range -> seq >= range[0] && seq <= range[1]);
    }

    void declareMissing(long first, long last) {
        long[] before = missing.isEmpty() ? null : missing.get(missing.size() - 1);
        if (before != null && before[1] + 1 == first) {
            before[1] = last;
        } else {
            missing.add(new long[] {first, last});
        }
    }

    void accept(long seq, Instant at) {
        newest = seq;
        newestAt = at;
        notSpooled.add(seq);
    }

    void spooled(long first, long last) {
        notSpooled.subSet(first, last + 1).clear();
    }

    /** The last number of which, and of all before, a crash can take nothing. */
    long durable() {
        return notSpooled.isEmpty() ? newest : notSpooled.first() - 1;
    }
}
