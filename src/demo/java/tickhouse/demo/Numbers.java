package tickhouse.demo;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** The decimals of the wire: prices with four digits, counts with two. */
final class Numbers {
    static final BigDecimal ONE_DOLLAR = new BigDecimal("1.0000");
    static final BigDecimal NO_DOLLARS = new BigDecimal("0.0000");
    static final BigDecimal NO_CONTRACTS = new BigDecimal("0.00");

    private Numbers() {}

    static BigDecimal price(BigDecimal value) {
        return value.setScale(4, RoundingMode.UNNECESSARY);
    }

    static BigDecimal count(BigDecimal value) {
        return value.setScale(2, RoundingMode.UNNECESSARY);
    }

    /** The same price seen from the other side. */
    static BigDecimal mirror(BigDecimal price) {
        return ONE_DOLLAR.subtract(price);
    }
}
