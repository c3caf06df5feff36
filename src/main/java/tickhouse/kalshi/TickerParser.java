package tickhouse.kalshi;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the frames of the channel {@code ticker}. */
final class TickerParser {
    // Without seq: a ticker has none, and one that had would be kept as something new.
    private static final ExtraFields EXTRA = new ExtraFields(
            Set.of("type", "sid", "msg"),
            Set.of(
                    "market_ticker",
                    "market_id",
                    "price_dollars",
                    "yes_bid_dollars",
                    "yes_ask_dollars",
                    "yes_bid_size_fp",
                    "yes_ask_size_fp",
                    "last_trade_size_fp",
                    "volume_fp",
                    "open_interest_fp",
                    "dollar_volume",
                    "dollar_open_interest",
                    "ts",
                    "ts_ms",
                    "time"));

    private TickerParser() {}

    static Ticker parse(FrameFields envelope, FrameFields message) {
        for (String retired : List.of("price", "yes_bid", "yes_ask")) {
            message.refuseRetired(retired, retired + "_dollars");
        }
        message.refuseRetired("volume", "volume_fp");
        message.refuseRetired("open_interest", "open_interest_fp");
        return new Ticker(
                envelope.number("sid"),
                message.text("market_ticker"),
                message.text("market_id"),
                price(message),
                message.decimal("yes_bid_dollars"),
                message.decimal("yes_ask_dollars"),
                message.optionalDecimal("yes_bid_size_fp"),
                message.optionalDecimal("yes_ask_size_fp"),
                message.optionalDecimal("last_trade_size_fp"),
                message.decimal("volume_fp"),
                message.decimal("open_interest_fp"),
                message.optionalNumber("dollar_volume"),
                message.optionalNumber("dollar_open_interest"),
                message.exchangeTime(),
                EXTRA.of(envelope, message));
    }

    /** Kalshi has sent an empty text for a market without a trade. */
    private static Optional<BigDecimal> price(FrameFields message) {
        return message.text("price_dollars").isEmpty()
                ? Optional.empty()
                : Optional.of(message.decimal("price_dollars"));
    }
}
