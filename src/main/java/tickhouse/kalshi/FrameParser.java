package tickhouse.kalshi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns the JSON of one WebSocket frame into a {@link KalshiFrame}. Field names and encodings are those of Kalshi's
 * WebSocket API version 2 since March 2026: prices and counts are decimal strings. Unknown fields are ignored.
 */
public final class FrameParser {
    /** Throws {@link UndecodableFrameException} with the reason if the frame cannot be understood. */
    public KalshiFrame parse(JsonNode frame) {
        if (!frame.isObject()) {
            throw new UndecodableFrameException("a frame should be a JSON object, not " + frame.getNodeType());
        }
        String type = new FrameFields("frame", frame).text("type");
        FrameFields envelope = new FrameFields(type, frame);
        FrameFields message = new FrameFields(type, frame.path("msg"));
        return switch (type) {
            case "orderbook_snapshot" -> snapshot(envelope, message);
            case "orderbook_delta" -> delta(envelope, message);
            case "subscribed", "ok", "unsubscribed", "error" -> control(type, envelope, message);
            default -> throw new UnknownFrameTypeException(type);
        };
    }

    private static OrderBookSnapshot snapshot(FrameFields envelope, FrameFields message) {
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
                levels(message, "no_dollars_fp"));
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

    private static OrderBookDelta delta(FrameFields envelope, FrameFields message) {
        if (!message.has("price_dollars") && message.has("price")) {
            throw new FormatDriftException("orderbook_delta", "price", "price_dollars");
        }
        if (!message.has("delta_fp") && message.has("delta")) {
            throw new FormatDriftException("orderbook_delta", "delta", "delta_fp");
        }
        return new OrderBookDelta(
                envelope.number("sid"),
                envelope.number("seq"),
                message.text("market_ticker"),
                message.text("market_id"),
                message.side("side"),
                message.decimal("price_dollars"),
                message.decimal("delta_fp"),
                message.exchangeTime());
    }

    /** {@code subscribed} has its sid inside {@code msg}; the others have it in the envelope. */
    private static ControlFrame control(String type, FrameFields envelope, FrameFields message) {
        Optional<Long> sid = envelope.optionalNumber("sid").or(() -> message.optionalNumber("sid"));
        Optional<Integer> code = type.equals("error") ? message.optionalCode("code") : Optional.empty();
        JsonNode content = envelope.node("msg");
        return new ControlFrame(
                type,
                envelope.optionalNumber("id"),
                sid,
                envelope.optionalNumber("seq"),
                code,
                content.isMissingNode() ? "" : content.toString());
    }
}
