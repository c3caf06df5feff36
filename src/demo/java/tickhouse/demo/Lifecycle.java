package tickhouse.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/** Builds the {@code msg} of lifecycle frames, and what they share with REST. */
final class Lifecycle {
    private static final Duration LIFE = Duration.ofDays(30);

    private Lifecycle() {}

    static Instant closes(Market market) {
        return market.opened().plus(LIFE);
    }

    static String structure(Market market) {
        return market.step().compareTo(new BigDecimal("0.01")) == 0 ? "linear_cent" : "deci_cent";
    }

    static ArrayNode priceRanges(Market market) {
        ArrayNode ranges = Json.array();
        ranges.addObject()
                .put("start", Numbers.NO_DOLLARS.toPlainString())
                .put("end", Numbers.ONE_DOLLAR.toPlainString())
                .put("step", market.step().toPlainString());
        return ranges;
    }

    static ObjectNode created(Market market) {
        ObjectNode body = Json.object()
                .put("market_ticker", market.ticker())
                .put("open_ts", market.opened().getEpochSecond())
                .put("close_ts", closes(market).getEpochSecond())
                .put("price_level_structure", structure(market));
        body.set("price_ranges", priceRanges(market));
        body.putObject("additional_metadata")
                .put("name", market.ticker())
                .put("title", market.event().title())
                .put("can_close_early", true)
                .put("event_ticker", market.event().ticker())
                .put("expected_expiration_ts", closes(market).getEpochSecond());
        return body.put("event_type", "created");
    }

    static ObjectNode activated(Market market) {
        return Json.object()
                .put("market_ticker", market.ticker())
                .put("is_deactivated", false)
                .put("event_type", "activated");
    }

    static ObjectNode determined(Market market, Instant at) {
        return Json.object()
                .put("market_ticker", market.ticker())
                .put("determination_ts", at.getEpochSecond())
                .put("result", market.result())
                .put("settlement_value", market.result().equals("yes") ? "1.0000" : "0.0000")
                .put("event_type", "determined");
    }

    static ObjectNode settled(Market market, Instant at) {
        return Json.object()
                .put("market_ticker", market.ticker())
                .put("settled_ts", at.getEpochSecond())
                .put("event_type", "settled");
    }
}
