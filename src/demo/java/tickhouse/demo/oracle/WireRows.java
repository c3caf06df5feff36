package tickhouse.demo.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What rows a frame should become, by the protocol alone: nothing here is the recorder's own code. */
final class WireRows {
    private static final Set<String> ENVELOPE = Set.of("type", "id", "sid", "seq", "msg");
    private static final Set<String> SNAPSHOT = Set.of("market_ticker", "market_id", "yes_dollars_fp", "no_dollars_fp");
    private static final Set<String> DELTA =
            Set.of("market_ticker", "market_id", "price_dollars", "delta_fp", "side", "ts", "ts_ms");
    private static final Set<String> RETIRED = Set.of("yes", "no", "price", "delta", "yes_price", "count");

    private final JsonNode frame;
    private final JsonNode message;

    private WireRows(JsonNode frame) {
        this.frame = frame;
        this.message = frame.path("msg");
    }

    /** What the exchange writes for a byte that is no UTF-8. */
    private static boolean isText(String frame) {
        return frame.chars().noneMatch(unit -> unit == 0xdcff);
    }

    /** The rows as one text; nothing for a frame that cannot become any. */
    static Optional<String> of(String text) {
        JsonNode frame = isText(text) ? RowText.json(text) : MissingNode.getInstance();
        return frame.isObject() ? new WireRows(frame).rows().map(RowText::rows) : Optional.empty();
    }

    private Optional<List<String>> rows() {
        if (RETIRED.stream().anyMatch(message::has)) {
            return Optional.empty();
        }
        String type = frame.path("type").asText();
        return switch (type) {
            case "orderbook_snapshot" -> message.has("market_ticker") ? Optional.of(snapshot()) : Optional.empty();
            case "orderbook_delta" -> message.has("delta_fp") ? Optional.of(List.of(delta())) : Optional.empty();
            case "trade" -> message.has("trade_id") ? Optional.of(List.of(trade())) : Optional.empty();
            case "ticker" -> Optional.of(List.of(ticker()));
            case "market_lifecycle_v2", "multivariate_market_lifecycle", "event_lifecycle", "event_fee_update" ->
                Optional.of(List.of(
                        RowText.row(type, text("event_type"), text("market_ticker"), json("additional_metadata"))));
            case "subscribed", "ok", "unsubscribed", "error" ->
                Optional.of(List.of(RowText.row(
                        type,
                        frame.path("id").asText(""),
                        message.path("code").asText(""),
                        frame.has("msg") ? message.toString() : "")));
            default -> Optional.empty();
        };
    }

    private List<String> snapshot() {
        List<String> rows = new ArrayList<>();
        for (String side : List.of("yes", "no")) {
            JsonNode levels = message.path(side + "_dollars_fp");
            levels.forEach(level -> rows.add(level(
                    "snapshot", side, level.path(0).asText(), level.path(1).asText(), "", extra(SNAPSHOT))));
            if (levels.isEmpty()) {
                rows.add(level("snapshot", side, "0", "0", "", extra(SNAPSHOT)));
            }
        }
        return rows;
    }

    private String delta() {
        return level("delta", text("side"), text("price_dollars"), text("delta_fp"), time(), extra(DELTA));
    }

    private String level(String type, String side, String price, String quantity, String time, String extra) {
        return RowText.row(
                type,
                text("market_ticker"),
                text("market_id"),
                side,
                RowText.decimal(price),
                RowText.decimal(quantity),
                time,
                extra);
    }

    private String trade() {
        return RowText.row(
                text("trade_id"),
                text("market_ticker"),
                RowText.decimal(text("yes_price_dollars")),
                RowText.decimal(text("no_price_dollars")),
                RowText.decimal(text("count_fp")),
                text("taker_side"),
                text("taker_book_side"),
                time());
    }

    private String ticker() {
        return RowText.row(
                text("market_ticker"),
                RowText.decimal(text("yes_bid_dollars")),
                RowText.decimal(text("yes_ask_dollars")),
                RowText.decimal(text("volume_fp")));
    }

    private String text(String name) {
        return message.path(name).asText("");
    }

    private String json(String name) {
        return message.has(name) ? message.path(name).toString() : "";
    }

    /** Microseconds, as finely as the frame has them. */
    private String time() {
        if (message.path("ts").isTextual()) {
            return Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(text("ts"))));
        }
        return message.has("ts_ms") ? Long.toString(message.path("ts_ms").asLong() * 1_000) : "";
    }

    /** Fields without a column are kept. */
    private String extra(Set<String> known) {
        ObjectNode extra = others(message, known);
        ObjectNode around = others(frame, ENVELOPE);
        if (!around.isEmpty()) {
            extra.set("envelope", around);
        }
        return extra.isEmpty() ? "" : extra.toString();
    }

    private static ObjectNode others(JsonNode object, Set<String> known) {
        ObjectNode others = JsonNodeFactory.instance.objectNode();
        object.properties().forEach(field -> {
            if (!known.contains(field.getKey())) {
                others.set(field.getKey(), field.getValue());
            }
        });
        return others;
    }
}
