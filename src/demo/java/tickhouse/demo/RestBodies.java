package tickhouse.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.NavigableMap;

/** Builds the objects that REST calls return. */
final class RestBodies {
    private RestBodies() {}

    static ObjectNode market(Market market) {
        OrderBook book = market.book();
        BigDecimal yesBid = book.best(Side.YES).orElse(Numbers.NO_DOLLARS);
        BigDecimal noBid = book.best(Side.NO).orElse(Numbers.NO_DOLLARS);
        ObjectNode body = Json.object()
                .put("ticker", market.ticker())
                .put("event_ticker", market.event().ticker())
                .put("market_type", "binary")
                .put("status", market.status().wireName())
                .put("open_time", VenueClock.format(market.opened().truncatedTo(ChronoUnit.SECONDS)))
                .put("close_time", VenueClock.format(Lifecycle.closes(market).truncatedTo(ChronoUnit.SECONDS)))
                .put("price_level_structure", Lifecycle.structure(market));
        body.set("price_ranges", Lifecycle.priceRanges(market));
        return body.put("yes_bid_dollars", yesBid.toPlainString())
                .put("yes_bid_size_fp", book.size(Side.YES, yesBid).toPlainString())
                .put("yes_ask_dollars", Numbers.mirror(noBid).toPlainString())
                .put("yes_ask_size_fp", book.size(Side.NO, noBid).toPlainString())
                .put("no_bid_dollars", noBid.toPlainString())
                .put("no_ask_dollars", Numbers.mirror(yesBid).toPlainString())
                .put("last_price_dollars", market.lastPrice().toPlainString())
                .put("volume_fp", market.volume().toPlainString())
                .put("open_interest_fp", market.volume().toPlainString())
                .put("title", market.event().title())
                .put("result", market.result())
                .put("can_close_early", true);
    }

    static ArrayNode markets(Collection<Market> markets) {
        ArrayNode array = Json.array();
        markets.forEach(market -> array.add(market(market)));
        return array;
    }

    static ObjectNode event(Event event) {
        return Json.object()
                .put("event_ticker", event.ticker())
                .put("series_ticker", event.series())
                .put("title", event.title())
                .put("sub_title", event.ticker())
                .put("mutually_exclusive", false);
    }

    static ObjectNode series(Series series) {
        return Json.object()
                .put("ticker", series.ticker())
                .put("title", series.title())
                .put("category", "Demo")
                .put("frequency", "daily");
    }

    /** The best levels of each side, lowest price first; depth 0 is all of them. */
    static ObjectNode book(Market market, long depth) {
        ObjectNode body = Json.object();
        for (Side side : Side.values()) {
            NavigableMap<BigDecimal, BigDecimal> levels = market.book().side(side);
            long skipped = depth == 0 ? 0 : Math.max(0, levels.size() - depth);
            NavigableMap<BigDecimal, BigDecimal> shown = levels.keySet().stream()
                    .skip(skipped)
                    .findFirst()
                    .map(lowest -> levels.tailMap(lowest, true))
                    .orElse(levels);
            body.set(side.wireName() + "_dollars", Messages.levels(shown, false));
        }
        return body;
    }

    static ObjectNode trade(Trade trade) {
        return Json.object()
                .put("trade_id", trade.id())
                .put("ticker", trade.ticker())
                .put("count_fp", trade.count().toPlainString())
                .put("yes_price_dollars", trade.yesPrice().toPlainString())
                .put("no_price_dollars", Numbers.mirror(trade.yesPrice()).toPlainString())
                .put("taker_side", trade.taker().wireName())
                .put("created_time", VenueClock.format(trade.at()));
    }
}
