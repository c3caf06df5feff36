package tickhouse.demo;

import java.math.BigDecimal;
import java.util.Random;

/** Draws the sizes of orders: mostly small and whole, some large, some with fractions of a contract. */
final class Sizes {
    private Sizes() {}

    static BigDecimal draw(Random random) {
        int whole = random.nextInt(10) == 0 ? 1_000 + random.nextInt(20_000) : 1 + random.nextInt(400);
        int hundredths = random.nextInt(4) == 0 ? random.nextInt(100) : 0;
        return BigDecimal.valueOf(whole * 100L + hundredths, 2);
    }

    /** A part of a size that is more than nothing; often all of it. */
    static BigDecimal part(BigDecimal size, Random random) {
        long hundredths = size.unscaledValue().longValueExact();
        return random.nextInt(5) < 2
                ? size
                : BigDecimal.valueOf(1 + (long) (random.nextDouble() * hundredths), 2)
                        .min(size);
    }
}
