package tickhouse.kalshi;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tickhouse.batch.Row;

/**
 * A row of {@code market_lifecycle}.
 *
 * @param ts when the exchange sent it, or else, as Kalshi does not say so today, when we received it
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record LifecycleEvent(
        String feed,
        String session,
        long sid,
        @Nullable Long seq,
        String type,
        String eventType,
        String marketTicker,
        String eventTicker,
        String seriesTicker,
        @Nullable Instant openTs,
        @Nullable Instant closeTs,
        @Nullable Instant determinationTs,
        @Nullable Instant settledTs,
        String result,
        @Nullable BigDecimal settlementValue,
        @Nullable Boolean isDeactivated,
        String priceLevelStructure,
        String priceRanges,
        String additionalMetadata,
        Instant ts,
        @Nullable Instant exchangeTs,
        Instant receivedTs,
        String extra)
        implements Row {

    static LifecycleEvent of(Lifecycle lifecycle, Reception reception) {
        return new LifecycleEvent(
                reception.feed(),
                reception.session(),
                lifecycle.subscription(),
                lifecycle.seq().orElse(null),
                lifecycle.type(),
                lifecycle.eventType(),
                lifecycle.marketTicker(),
                lifecycle.eventTicker(),
                lifecycle.seriesTicker(),
                lifecycle.opens().orElse(null),
                lifecycle.closes().orElse(null),
                lifecycle.determined().orElse(null),
                lifecycle.settled().orElse(null),
                lifecycle.result(),
                lifecycle.settlementValue().orElse(null),
                lifecycle.isDeactivated().orElse(null),
                lifecycle.priceLevelStructure(),
                lifecycle.priceRanges(),
                lifecycle.additionalMetadata(),
                lifecycle.exchangeTime().orElse(reception.receivedAt()),
                lifecycle.exchangeTime().orElse(null),
                reception.receivedAt(),
                lifecycle.extra());
    }

    @Override
    public String table() {
        return "market_lifecycle";
    }

    @Override
    public Instant partitionTime() {
        return ts;
    }

    @Override
    public Optional<Position> position() {
        return seq == null ? Optional.empty() : Optional.of(new Position(feed, session, sid, seq));
    }
}
