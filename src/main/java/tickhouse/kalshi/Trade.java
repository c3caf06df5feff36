package tickhouse.kalshi;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A trade.
 *
 * @param tradeId the same in the stream and in REST
 * @param yesPrice dollars
 * @param noPrice dollars
 * @param count contracts
 * @param takerSide deprecated by Kalshi, and still sent
 * @param takerOutcomeSide what the taker bought
 * @param takerBookSide {@code bid} for a taker who bought YES, {@code ask} for one who bought NO
 * @param extra see {@link ExtraFields}
 */
public record Trade(
        long subscription,
        Optional<Long> seq,
        String tradeId,
        String marketTicker,
        BigDecimal yesPrice,
        BigDecimal noPrice,
        BigDecimal count,
        Optional<Side> takerSide,
        Optional<Side> takerOutcomeSide,
        Optional<String> takerBookSide,
        Optional<Boolean> isBlockTrade,
        Optional<Instant> exchangeTime,
        String extra)
        implements KalshiFrame {
    @Override
    public Optional<Long> sid() {
        return Optional.of(subscription);
    }

    @Override
    public List<String> marketTickers() {
        return List.of(marketTicker);
    }
}
