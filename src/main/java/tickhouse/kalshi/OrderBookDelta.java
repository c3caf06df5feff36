package tickhouse.kalshi;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A signed change of one price level.
 *
 * @param price dollars
 * @param change contracts to add to the level; the level goes when it reaches zero
 * @param exchangeTime when the exchange made the change, in microseconds; empty where the frame has no time
 * @param extra see {@link ExtraFields}
 */
public record OrderBookDelta(
        long subscription,
        long sequence,
        String marketTicker,
        String marketId,
        Side side,
        BigDecimal price,
        BigDecimal change,
        Optional<Instant> exchangeTime,
        String extra)
        implements KalshiFrame {
    @Override
    public Optional<Long> sid() {
        return Optional.of(subscription);
    }

    @Override
    public Optional<Long> seq() {
        return Optional.of(sequence);
    }

    @Override
    public List<String> marketTickers() {
        return List.of(marketTicker);
    }
}
