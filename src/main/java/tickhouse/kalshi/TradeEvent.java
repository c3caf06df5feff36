package tickhouse.kalshi;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tickhouse.batch.Row;

/**
 * A row of {@code trades}.
 *
 * @param session empty for a trade that was fetched later
 * @param sid none for a trade that was fetched later
 * @param source {@code stream}, or {@code backfill} for a trade that was fetched later
 * @param quantity contracts
 * @param ts when the trade was made, or else when we received it
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record TradeEvent(
        String feed,
        String session,
        @Nullable Long sid,
        @Nullable Long seq,
        String source,
        String tradeId,
        String marketTicker,
        BigDecimal yesPrice,
        BigDecimal noPrice,
        BigDecimal quantity,
        @Nullable String takerSide,
        @Nullable String takerOutcomeSide,
        @Nullable String takerBookSide,
        @Nullable Boolean isBlockTrade,
        Instant ts,
        @Nullable Instant exchangeTs,
        Instant receivedTs,
        String extra)
        implements Row {

    static TradeEvent of(Trade trade, Reception reception) {
        return new TradeEvent(
                reception.feed(),
                reception.session(),
                trade.subscription(),
                trade.seq().orElse(null),
                "stream",
                trade.tradeId(),
                trade.marketTicker(),
                trade.yesPrice(),
                trade.noPrice(),
                trade.count(),
                trade.takerSide().map(Side::word).orElse(null),
                trade.takerOutcomeSide().map(Side::word).orElse(null),
                trade.takerBookSide().orElse(null),
                trade.isBlockTrade().orElse(null),
                trade.exchangeTime().orElse(reception.receivedAt()),
                trade.exchangeTime().orElse(null),
                reception.receivedAt(),
                trade.extra());
    }

    @Override
    public String table() {
        return "trades";
    }

    @Override
    public Instant partitionTime() {
        return ts;
    }

    @Override
    public Optional<Position> position() {
        return sid == null || seq == null ? Optional.empty() : Optional.of(new Position(feed, session, sid, seq));
    }
}
