package tickhouse.demo;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The latest trades. Only the event loop touches it. */
final class TradeTape {
    private static final int KEPT = 100_000;

    private final Deque<Trade> trades = new ArrayDeque<>();
    private final long seed;
    private long last;

    TradeTape(long seed) {
        this.seed = seed;
    }

    Trade add(Market market, BigDecimal yesPrice, BigDecimal count, Side taker, Instant at) {
        long number = ++last;
        String id = UUID.nameUUIDFromBytes((seed + "/" + number).getBytes(StandardCharsets.UTF_8))
                .toString();
        Trade trade = new Trade(number, id, market.ticker(), yesPrice, count, taker, at);
        trades.addLast(trade);
        if (trades.size() > KEPT) {
            trades.removeFirst();
        }
        return trade;
    }

    Stream<Trade> newestFirst() {
        Iterable<Trade> newestFirst = this::descending;
        return StreamSupport.stream(newestFirst.spliterator(), false);
    }

    private Iterator<Trade> descending() {
        return trades.descendingIterator();
    }
}
