package tickhouse.demo;

import java.math.BigDecimal;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The resting bids of one market. Only the event loop touches it. */
final class OrderBook {
    private final NavigableMap<BigDecimal, BigDecimal> yes = new TreeMap<>();
    private final NavigableMap<BigDecimal, BigDecimal> no = new TreeMap<>();

    NavigableMap<BigDecimal, BigDecimal> side(Side side) {
        return side == Side.YES ? yes : no;
    }

    BigDecimal size(Side side, BigDecimal price) {
        return side(side).getOrDefault(price, Numbers.NO_CONTRACTS);
    }

    Optional<BigDecimal> best(Side side) {
        return side(side).isEmpty() ? Optional.empty() : Optional.of(side(side).lastKey());
    }

    /** Adds to a level, or takes from it; a level of exactly zero is gone. */
    void change(Side side, BigDecimal price, BigDecimal change) {
        BigDecimal size = size(side, price).add(change);
        if (size.signum() < 0) {
            throw new IllegalArgumentException("Level " + side + " " + price + " would hold " + size);
        }
        if (size.signum() == 0) {
            side(side).remove(price);
        } else {
            side(side).put(price, size);
        }
    }

    void clear() {
        yes.clear();
        no.clear();
    }
}
