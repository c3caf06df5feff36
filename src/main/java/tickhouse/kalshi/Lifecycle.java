package tickhouse.kalshi;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something that happened to a market or to an event as a whole. Texts are empty where the frame has none.
 *
 * @param type of the frame: {@code market_lifecycle_v2}, {@code multivariate_market_lifecycle}, {@code event_lifecycle} or
 *     {@code event_fee_update}
 * @param eventType what happened to a market
 * @param settlementValue dollars a YES contract pays
 * @param priceRanges as JSON
 * @param additionalMetadata as JSON
 * @param extra see {@link ExtraFields}
 */
public record Lifecycle(
        long subscription,
        Optional<Long> seq,
        String type,
        String eventType,
        String marketTicker,
        String eventTicker,
        String seriesTicker,
        Optional<Instant> opens,
        Optional<Instant> closes,
        Optional<Instant> determined,
        Optional<Instant> settled,
        String result,
        Optional<BigDecimal> settlementValue,
        Optional<Boolean> isDeactivated,
        String priceLevelStructure,
        String priceRanges,
        String additionalMetadata,
        Optional<Instant> exchangeTime,
        String extra)
        implements KalshiFrame {
    @Override
    public Optional<Long> sid() {
        return Optional.of(subscription);
    }

    @Override
    public List<String> marketTickers() {
        return marketTicker.isEmpty() ? List.of() : List.of(marketTicker);
    }
}
