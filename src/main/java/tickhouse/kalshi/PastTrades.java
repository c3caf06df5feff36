package tickhouse.kalshi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import tickhouse.batch.FrameRows;

/** Turns trades of the past, as REST sends them, into the rows they are stored as. */
public final class PastTrades {
    private static final ExtraFields EXTRA = new ExtraFields(Set.of(
            "trade_id",
            "ticker",
            "yes_price_dollars",
            "no_price_dollars",
            "count_fp",
            "taker_side",
            "taker_outcome_side",
            "taker_book_side",
            "is_block_trade",
            "created_time"));

    private PastTrades() {}

    /** Throws {@link UndecodableFrameException} with the reason if the trade cannot become a row. */
    public static FrameRows row(JsonNode json, String feed, Instant receivedAt) {
        FrameFields trade = new FrameFields("trade", json);
        // The stream gives milliseconds: only with the same time the two rows of a trade become one.
        Instant at = trade.rfc3339("created_time").truncatedTo(ChronoUnit.MILLIS);
        return new FrameRows(List.of(new TradeEvent(
                feed,
                "",
                null,
                null,
                "backfill",
                trade.text("trade_id"),
                trade.text("ticker"),
                trade.decimal("yes_price_dollars"),
                trade.decimal("no_price_dollars"),
                trade.decimal("count_fp"),
                TradeParser.side(trade, "taker_side").map(Side::word).orElse(null),
                TradeParser.side(trade, "taker_outcome_side").map(Side::word).orElse(null),
                TradeParser.bookSide(trade).orElse(null),
                trade.optionalFlag("is_block_trade").orElse(null),
                at,
                at,
                receivedAt,
                EXTRA.of(new FrameFields("trade", JsonNodeFactory.instance.objectNode()), trade))));
    }
}
