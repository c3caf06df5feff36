package tickhouse.book;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import tickhouse.kalshi.OrderBookEvent;

/**
 * The resting bids of one market: a snapshot and the deltas after it. Only bids rest at Kalshi, for YES and for NO; a NO bid at q
 * is a YES ask at 1 - q. One thread at a time uses it.
 */
public final class OrderBook {
    private final NavigableMap<BigDecimal, BigDecimal> yes = new TreeMap<>();
    private final NavigableMap<BigDecimal, BigDecimal> no = new TreeMap<>();
    private final boolean yesScale;

    private OrderBook(boolean yesScale) {
        this.yesScale = yesScale;
    }

    /** The book of a snapshot, given as its rows. */
    public static OrderBook of(List<OrderBookEvent> snapshot) {
        OrderBook book = new OrderBook(snapshot.get(0).useYesPrice());
        for (OrderBookEvent level : snapshot) {
            if (level.quantity().signum() != 0) {
                book.side(level).put(level.price(), level.quantity());
            }
        }
        return book;
    }

    private NavigableMap<BigDecimal, BigDecimal> side(OrderBookEvent event) {
        return event.side().equals("yes") ? yes : no;
    }

    /** Changes one level; it is gone at exactly zero. Says whether it is not below. */
    public boolean apply(OrderBookEvent delta) {
        BigDecimal size = side(delta).merge(delta.price(), delta.quantity(), BigDecimal::add);
        if (size.signum() == 0) {
            side(delta).remove(delta.price());
        }
        return size.signum() >= 0;
    }

    /** Whether the best bid is above the best ask: the exchange would have matched them. */
    public boolean isCrossed() {
        if (yes.isEmpty() || no.isEmpty()) {
            return false;
        }
        BigDecimal ask = yesScale ? no.firstKey() : BigDecimal.ONE.subtract(no.lastKey());
        return yes.lastKey().compareTo(ask) > 0;
    }

    /** The number of levels, of both sides. */
    public int levels() {
        return yes.size() + no.size();
    }

    /** The levels at which another book differs, each as {@code side price: size here, size there}. */
    public List<String> differences(OrderBook other) {
        List<String> differences = new ArrayList<>();
        compare("yes", yes, other.yes, differences);
        compare("no", no, other.no, differences);
        return differences;
    }

    private static void compare(
            String side,
            NavigableMap<BigDecimal, BigDecimal> here,
            NavigableMap<BigDecimal, BigDecimal> there,
            List<String> differences) {
        TreeSet<BigDecimal> prices = new TreeSet<>(here.keySet());
        prices.addAll(there.keySet());
        for (BigDecimal price : prices) {
            BigDecimal ours = here.getOrDefault(price, BigDecimal.ZERO);
            BigDecimal theirs = there.getOrDefault(price, BigDecimal.ZERO);
            if (ours.compareTo(theirs) != 0) {
                differences.add(side + " " + price.toPlainString() + ": " + ours.toPlainString() + " recorded, "
                        + theirs.toPlainString() + " at the exchange");
            }
        }
    }
}
