package tickhouse.feed;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tickhouse.batch.GapEvent;

/**
 * A time of which trades are missing.
 *
 * @param id of the gap
 * @param to when the trades came again; none as long as they do not
 * @param numbered the gap in the sequence of a subscription of trades, which the trades heal; none for a lost connection
 */
public record TradeSpan(
        String id,
        String feed,
        String session,
        Instant from,
        @Nullable Instant to,
        List<String> markets,
        @Nullable GapEvent numbered) {

    TradeSpan until(Instant end, List<String> tickers) {
        return new TradeSpan(id, feed, session, from, end, tickers, numbered);
    }

    /** The gap to be declared healed. */
    Optional<GapEvent> gap() {
        return Optional.ofNullable(numbered);
    }
}
