package tickhouse.kalshi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * Turns the JSON of one WebSocket frame into a {@link KalshiFrame}. Field names and encodings are those of Kalshi's
 * WebSocket API version 2 since March 2026: prices and counts are decimal strings. Unknown fields are kept: see {@link ExtraFields}.
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
            case "orderbook_snapshot" -> OrderBookParser.snapshot(envelope, message);
            case "orderbook_delta" -> OrderBookParser.delta(envelope, message);
            case "trade" -> TradeParser.parse(envelope, message);
            case "ticker" -> TickerParser.parse(envelope, message);
            case "market_lifecycle_v2", "multivariate_market_lifecycle" ->
                LifecycleParser.market(type, envelope, message);
            case "event_lifecycle", "event_fee_update" -> LifecycleParser.event(type, envelope, message);
            case "subscribed", "ok", "unsubscribed", "error" -> control(type, envelope, message);
            default -> throw new UnknownFrameTypeException(type);
        };
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
