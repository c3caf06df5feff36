package tickhouse.kalshi;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tickhouse.batch.Row;

/**
 * A row of {@code tickers}.
 *
 * @param ts when the exchange made it, or else when we received it
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record TickerEvent(
        String feed,
        String session,
        long sid,
        String marketTicker,
        String marketId,
        @Nullable BigDecimal price,
        BigDecimal yesBid,
        BigDecimal yesAsk,
        @Nullable BigDecimal yesBidSize,
        @Nullable BigDecimal yesAskSize,
        @Nullable BigDecimal lastTradeSize,
        BigDecimal volume,
        BigDecimal openInterest,
        @Nullable Long dollarVolume,
        @Nullable Long dollarOpenInterest,
        Instant ts,
        @Nullable Instant exchangeTs,
        Instant receivedTs,
        String extra)
        implements Row {

    static TickerEvent of(Ticker ticker, Reception reception) {
        return new TickerEvent(
                reception.feed(),
                reception.session(),
                ticker.subscription(),
                ticker.marketTicker(),
                ticker.marketId(),
                ticker.price().orElse(null),
                ticker.yesBid(),
                ticker.yesAsk(),
                ticker.yesBidSize().orElse(null),
                ticker.yesAskSize().orElse(null),
                ticker.lastTradeSize().orElse(null),
                ticker.volume(),
                ticker.openInterest(),
                ticker.dollarVolume().orElse(null),
                ticker.dollarOpenInterest().orElse(null),
                ticker.exchangeTime().orElse(reception.receivedAt()),
                ticker.exchangeTime().orElse(null),
                reception.receivedAt(),
                ticker.extra());
    }

    @Override
    public String table() {
        return "tickers";
    }

    @Override
    public Instant partitionTime() {
        return ts;
    }

    @Override
    public Optional<Position> position() {
        return Optional.empty();
    }
}
