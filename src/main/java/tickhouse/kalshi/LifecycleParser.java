package tickhouse.kalshi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;

/** Reads the frames of {@code market_lifecycle_v2} and of {@code multivariate_market_lifecycle}, its like for combinations. */
final class LifecycleParser {
    private static final ExtraFields EXTRA = new ExtraFields(Set.of(
            "event_type",
            "market_ticker",
            "event_ticker",
            "series_ticker",
            "open_ts",
            "close_ts",
            "determination_ts",
            "settled_ts",
            "result",
            "settlement_value",
            "is_deactivated",
            "price_level_structure",
            "price_ranges",
            "additional_metadata",
            "ts",
            "ts_ms"));

    private LifecycleParser() {}

    static Lifecycle market(String type, FrameFields envelope, FrameFields message) {
        return parse(type, message.text("event_type"), message.text("market_ticker"), envelope, message);
    }

    /** Frames about a whole event name no kind, and no market. */
    static Lifecycle event(String type, FrameFields envelope, FrameFields message) {
        // Required, although a market's frame may lack it.
        message.text("event_ticker");
        return parse(
                type,
                message.optionalText("event_type").orElse(""),
                message.optionalText("market_ticker").orElse(""),
                envelope,
                message);
    }

    private static Lifecycle parse(
            String type, String eventType, String marketTicker, FrameFields envelope, FrameFields message) {
        return new Lifecycle(
                envelope.number("sid"),
                envelope.optionalNumber("seq"),
                type,
                eventType,
                marketTicker,
                eventTicker(type, message),
                message.optionalText("series_ticker").orElse(""),
                message.optionalSeconds("open_ts"),
                message.optionalSeconds("close_ts"),
                message.optionalSeconds("determination_ts"),
                message.optionalSeconds("settled_ts"),
                message.optionalText("result").orElse(""),
                message.optionalDecimal("settlement_value"),
                message.optionalFlag("is_deactivated"),
                message.optionalText("price_level_structure").orElse(""),
                json(message, "price_ranges"),
                json(message, "additional_metadata"),
                message.exchangeTime(),
                EXTRA.of(envelope, message));
    }

    /** A created market names its event in its metadata only. */
    private static String eventTicker(String type, FrameFields message) {
        Optional<String> nested =
                new FrameFields(type, message.node("additional_metadata")).optionalText("event_ticker");
        return message.optionalText("event_ticker").or(() -> nested).orElse("");
    }

    private static String json(FrameFields message, String name) {
        JsonNode value = message.node(name);
        return message.has(name) ? value.toString() : "";
    }
}
