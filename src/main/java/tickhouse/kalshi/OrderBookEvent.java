package tickhouse.kalshi;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tickhouse.batch.Row;

/**
 * A row of {@code orderbook_events}: one level of a snapshot, or one delta. An empty side of a snapshot is one level of
 * quantity 0 at price 0, so that it stays visible that the snapshot emptied it.
 *
 * @param level its place in the snapshot, YES levels first, from 0; 0 for a delta
 * @param quantity contracts: the size of a snapshot's level, the signed change of a delta
 * @param ts when the exchange made the change, or else when we received it
 * @param exchangeTs none for snapshots: they carry no time
 * @param extra see {@link ExtraFields}; the same for each level of a snapshot
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record OrderBookEvent(
        String feed,
        String session,
        long sid,
        long seq,
        int level,
        String eventType,
        String marketTicker,
        String marketId,
        String side,
        BigDecimal price,
        BigDecimal quantity,
        Instant ts,
        @Nullable Instant exchangeTs,
        Instant receivedTs,
        boolean useYesPrice,
        String extra)
        implements Row {

    static List<OrderBookEvent> of(OrderBookSnapshot snapshot, Reception reception) {
        List<OrderBookEvent> events = new ArrayList<>();
        for (Side side : Side.values()) {
            List<BookLevel> levels = side == Side.YES ? snapshot.yes() : snapshot.no();
            List<BookLevel> shown = levels.isEmpty() ? List.of(BookLevel.NONE) : levels;
            for (BookLevel level : shown) {
                events.add(new OrderBookEvent(
                        reception.feed(),
                        reception.session(),
                        snapshot.subscription(),
                        snapshot.sequence(),
                        events.size(),
                        "snapshot",
                        snapshot.marketTicker(),
                        snapshot.marketId(),
                        side.word(),
                        level.price(),
                        level.quantity(),
                        reception.receivedAt(),
                        null,
                        reception.receivedAt(),
                        reception.useYesPrice(),
                        snapshot.extra()));
            }
        }
        return events;
    }

    static OrderBookEvent of(OrderBookDelta delta, Reception reception) {
        return new OrderBookEvent(
                reception.feed(),
                reception.session(),
                delta.subscription(),
                delta.sequence(),
                0,
                "delta",
                delta.marketTicker(),
                delta.marketId(),
                delta.side().word(),
                delta.price(),
                delta.change(),
                delta.exchangeTime().orElse(reception.receivedAt()),
                delta.exchangeTime().orElse(null),
                reception.receivedAt(),
                reception.useYesPrice(),
                delta.extra());
    }

    @Override
    public String table() {
        return "orderbook_events";
    }

    @Override
    public Instant partitionTime() {
        return ts;
    }

    @Override
    public Optional<Position> position() {
        return Optional.of(new Position(feed, session, sid, seq));
    }
}
