package tickhouse.kalshi;

import java.util.Optional;
import java.util.Set;

/** Reads the frames of the channel {@code trade}. */
final class TradeParser {
    private static final ExtraFields EXTRA = new ExtraFields(Set.of(
            "trade_id",
            "market_ticker",
            "yes_price_dollars",
            "no_price_dollars",
            "count_fp",
            "taker_side",
            "taker_outcome_side",
            "taker_book_side",
            "is_block_trade",
            "ts",
            "ts_ms"));

    private TradeParser() {}

    static Trade parse(FrameFields envelope, FrameFields message) {
        message.refuseRetired("yes_price", "yes_price_dollars");
        message.refuseRetired("no_price", "no_price_dollars");
        message.refuseRetired("price", "yes_price_dollars");
        message.refuseRetired("count", "count_fp");
        return new Trade(
                envelope.number("sid"),
                envelope.optionalNumber("seq"),
                message.text("trade_id"),
                message.text("market_ticker"),
                message.decimal("yes_price_dollars"),
                message.decimal("no_price_dollars"),
                message.decimal("count_fp"),
                side(message, "taker_side"),
                side(message, "taker_outcome_side"),
                bookSide(message),
                message.optionalFlag("is_block_trade"),
                message.exchangeTime(),
                EXTRA.of(envelope, message));
    }

    static Optional<Side> side(FrameFields message, String name) {
        return message.has(name) ? Optional.of(message.side(name)) : Optional.empty();
    }

    static Optional<String> bookSide(FrameFields message) {
        Optional<String> side = message.optionalText("taker_book_side");
        if (side.isPresent() && !Set.of("bid", "ask").contains(side.get())) {
            throw message.wrong("taker_book_side", "'bid' or 'ask'", message.node("taker_book_side"));
        }
        return side;
    }
}
