package tickhouse.kalshi;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The state of a market, at most about once a second.
 *
 * @param price of the last trade, in dollars; empty for a market without one
 * @param yesBid dollars; 0 where nobody bids
 * @param yesAsk dollars; 1 where nobody asks
 * @param volume contracts
 * @param dollarVolume whole dollars
 * @param extra see {@link ExtraFields}
 */
public record Ticker(
        long subscription,
        String marketTicker,
        String marketId,
        Optional<BigDecimal> price,
        BigDecimal yesBid,
        BigDecimal yesAsk,
        Optional<BigDecimal> yesBidSize,
        Optional<BigDecimal> yesAskSize,
        Optional<BigDecimal> lastTradeSize,
        BigDecimal volume,
        BigDecimal openInterest,
        Optional<Long> dollarVolume,
        Optional<Long> dollarOpenInterest,
        Optional<Instant> exchangeTime,
        String extra)
        implements KalshiFrame {
    @Override
    public Optional<Long> sid() {
        return Optional.of(subscription);
    }

    @Override
    public Optional<Long> seq() {
        return Optional.empty();
    }

    @Override
    public List<String> marketTickers() {
        return List.of(marketTicker);
    }
}
