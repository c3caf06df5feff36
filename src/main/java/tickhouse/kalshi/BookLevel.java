package tickhouse.kalshi;

import java.math.BigDecimal;

/**
 * A price level: a price in dollars and the number of contracts resting there.
 *
 * @param price dollars, on the scale the subscription asked for with {@code use_yes_price}
 * @param quantity contracts, with fractions of 0.01
 */
public record BookLevel(BigDecimal price, BigDecimal quantity) {
    static final BookLevel NONE = new BookLevel(BigDecimal.ZERO, BigDecimal.ZERO);
}
