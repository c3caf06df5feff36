package tickhouse.demo;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;

/** Trades all day, in bursts, around fair prices that walk at random. Only the event loop touches it. */
final class MarketGenerator {
    private static final int EDGE = 3;
    private static final BigDecimal LARGE_LEVEL = new BigDecimal("50000");

    private final Venue venue;
    private final Random random;
    private int rate;
    private double owed;
    private long lastTick = System.nanoTime();
    private int pause;

    MarketGenerator(Venue venue, Random random, int rate) {
        this.venue = venue;
        this.random = random;
        this.rate = rate;
    }

    void rate(int changesPerSecond) {
        rate = changesPerSecond;
        owed = 0;
        pause = 0;
    }

    /** Makes up for the time since the last tick, but for no more than a second of it. */
    void tick() {
        long now = System.nanoTime();
        owed = Math.min(owed + (now - lastTick) / 1e9 * rate, Math.max(rate, 1));
        lastTick = now;
        if (venue.faults().silent()) {
            owed = 0;
        } else if (pause > 0) {
            pause--;
        } else {
            while (owed >= 1) {
                owed -= Math.max(1, step());
            }
            // A pause now is a burst later.
            pause = random.nextInt(20) == 0 ? 1 + random.nextInt(20) : 0;
        }
    }

    /** Lets one thing happen in one market and returns the number of changes it made. */
    int step() {
        List<Market> markets = venue.trading();
        if (markets.isEmpty()) {
            return 0;
        }
        // Squared, so that some markets are busier than others.
        double draw = random.nextDouble();
        Market market = markets.get((int) (draw * draw * markets.size()));
        Side side = random.nextBoolean() ? Side.YES : Side.NO;
        int kind = random.nextInt(100);
        if (kind < 40) {
            return add(market, side);
        } else if (kind < 75) {
            return remove(market, side);
        } else if (kind < 92) {
            return move(market, side);
        }
        return trade(market, side);
    }

    private int add(Market market, Side side) {
        int highest = market.highestTick(side);
        double draw = random.nextDouble();
        int tick = Math.max(1, highest - (int) (draw * draw * 25));
        BigDecimal price = market.priceAt(tick);
        if (market.book().size(side, price).compareTo(LARGE_LEVEL) > 0) {
            return remove(market, side);
        }
        venue.delta(market, side, price, Sizes.draw(random), venue.now());
        return 1;
    }

    private int remove(Market market, Side side) {
        NavigableMap<BigDecimal, BigDecimal> levels = market.book().side(side);
        if (levels.isEmpty()) {
            return add(market, side);
        }
        double draw = random.nextDouble();
        BigDecimal price = levels.descendingKeySet().stream()
                .skip((long) (draw * draw * levels.size()))
                .findFirst()
                .orElseThrow();
        BigDecimal part = Sizes.part(market.book().size(side, price), random);
        venue.delta(market, side, price, part.negate(), venue.now());
        return 1;
    }

    /** One side's best bids retreat by a tick, which is two deltas of one moment; the other side may follow. */
    private int move(Market market, Side retreating) {
        int fair = market.fairTick() + (retreating == Side.NO ? 1 : -1);
        if (fair < EDGE || fair > market.ticks() - EDGE) {
            return add(market, retreating);
        }
        BigDecimal from = market.priceAt(market.highestTick(retreating));
        market.fairTick(fair);
        BigDecimal to = market.priceAt(market.highestTick(retreating));
        BigDecimal size = market.book().size(retreating, from);
        Instant at = venue.now();
        if (size.signum() == 0) {
            return add(market, retreating.other());
        }
        venue.delta(market, retreating, from, size.negate(), at);
        venue.delta(market, retreating, to, size, at);
        return 2;
    }

    private int trade(Market market, Side taker) {
        Side resting = taker.other();
        if (market.book().side(resting).isEmpty()) {
            return add(market, resting);
        }
        BigDecimal price = market.book().side(resting).lastKey();
        BigDecimal count = Sizes.draw(random).min(market.book().size(resting, price));
        venue.trade(market, taker, price, count, venue.now());
        return 2;
    }
}
