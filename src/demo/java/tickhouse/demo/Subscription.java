package tickhouse.demo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** One channel on one connection, with its own sequence. Only the event loop touches it. */
final class Subscription {
    private final int sid;
    private final String channel;
    private final boolean useYesPrice;
    private final boolean skipTickerAck;
    private final NavigableSet<String> tickers = new TreeSet<>();
    private boolean everyMarket;
    private long sequence;

    Subscription(int sid, String channel, boolean useYesPrice, boolean skipTickerAck) {
        this.sid = sid;
        this.channel = channel;
        this.useYesPrice = useYesPrice;
        this.skipTickerAck = skipTickerAck;
    }

    int sid() {
        return sid;
    }

    String channel() {
        return channel;
    }

    boolean useYesPrice() {
        return useYesPrice;
    }

    boolean skipTickerAck() {
        return skipTickerAck;
    }

    long nextSequence() {
        return ++sequence;
    }

    void followEveryMarket() {
        everyMarket = true;
    }

    boolean covers(String ticker) {
        return everyMarket || tickers.contains(ticker);
    }

    /** Adds markets and returns those that were not followed before, sorted. */
    List<String> add(Collection<String> added) {
        List<String> fresh = new ArrayList<>();
        for (String ticker : new TreeSet<>(added)) {
            if (tickers.add(ticker)) {
                fresh.add(ticker);
            }
        }
        return fresh;
    }

    void delete(Collection<String> deleted) {
        deleted.forEach(tickers::remove);
    }

    /** The markets named, sorted. */
    NavigableSet<String> tickers() {
        return tickers;
    }
}
