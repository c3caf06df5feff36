package tickhouse.kalshi;

import java.util.List;
import java.util.Optional;

/**
 * The whole order book of a market: replaces what was known of it, also when it has no levels.
 *
 * @param marketId empty for a market Kalshi does not know
 * @param yes bids for YES, in wire order; empty where the wire leaves the side out
 * @param no bids for NO, in wire order; empty where the wire leaves the side out
 * @param extra see {@link ExtraFields}
 */
public record OrderBookSnapshot(
        long subscription,
        long sequence,
        String marketTicker,
        String marketId,
        List<BookLevel> yes,
        List<BookLevel> no,
        String extra)
        implements KalshiFrame {
    public OrderBookSnapshot {
        yes = List.copyOf(yes);
        no = List.copyOf(no);
    }

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
