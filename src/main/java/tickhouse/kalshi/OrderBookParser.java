package tickhouse.kalshi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the frames of the channel {@code orderbook_delta}. */
final class OrderBookParser {
    private static final ExtraFields SNAPSHOT_EXTRA =
            new ExtraFields(Set.of("market_ticker", "market_id", "yes_dollars_fp", "no_dollars_fp"));
    private static final ExtraFields DELTA_EXTRA =
            new ExtraFields(Set.of("market_ticker", "market_id", "price_dollars", "delta_fp", "side", "ts", "ts_ms"));

    private OrderBookParser() {}

    static OrderBookSnapshot snapshot(FrameFields envelope, FrameFields message) {
        boolean current = message.has("yes_dollars_fp") || message.has("no_dollars_fp");
        for (String retired : List.of("yes", "no", "yes_dollars", "no_dollars")) {
            if (!current && message.has(retired)) {
                throw new FormatDriftException("orderbook_snapshot", retired, "yes_dollars_fp");
            }
        }
        return new OrderBookSnapshot(
                envelope.number("sid"),
                envelope.number("seq"),
                message.text("market_ticker"),
                message.text("market_id"),
                levels(message, "yes_dollars_fp"),
                levels(message, "no_dollars_fp"),
                SNAPSHOT_EXTRA.of(envelope, message));
    }

    /** An empty side is left out of the frame. */
    private static List<BookLevel> levels(FrameFields message, String name) {
        if (!message.has(name)) {
            return List.of();
        }
        JsonNode array = message.node(name);
        if (!array.isArray()) {
            throw message.wrong(name, "an array of [price, count]", array);
        }
        List<BookLevel> levels = new ArrayList<>(array.size());
        for (JsonNode level : array) {
            if (!level.isArray() || level.size() != 2) {
                throw message.wrong(name, "an array of [price, count]", level);
            }
            levels.add(new BookLevel(message.decimal(name, level.get(0)), message.decimal(name, level.get(1))));
        }
        return levels;
    }

    static OrderBookDelta delta(FrameFields envelope, FrameFields message) {
        message.refuseRetired("price", "price_dollars");
        message.refuseRetired("delta", "delta_fp");
        return new OrderBookDelta(
                envelope.number("sid"),
                envelope.number("seq"),
                message.text("market_ticker"),
                message.text("market_id"),
                message.side("side"),
                message.decimal("price_dollars"),
                message.decimal("delta_fp"),
                message.exchangeTime(),
                DELTA_EXTRA.of(envelope, message));
    }
}
