package tickhouse.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Map;

/** Builds the {@code msg} of each kind of frame. */
final class Messages {
    private Messages() {}

    /** An empty side has no key at all, rather than an empty list. */
    static ObjectNode snapshot(Market market, boolean useYesPrice) {
        ObjectNode body = Json.object().put("market_ticker", market.ticker()).put("market_id", market.id());
        Map<BigDecimal, BigDecimal> yes = market.book().side(Side.YES);
        Map<BigDecimal, BigDecimal> no = market.book().side(Side.NO);
        if (!yes.isEmpty()) {
            body.set("yes_dollars_fp", levels(yes, false));
        }
        if (!no.isEmpty()) {
            body.set("no_dollars_fp", levels(no, useYesPrice));
        }
        return body;
    }

    static ObjectNode emptySnapshot(String ticker, String id) {
        return Json.object().put("market_ticker", ticker).put("market_id", id);
    }

    static ArrayNode levels(Map<BigDecimal, BigDecimal> side, boolean mirrored) {
        ArrayNode levels = Json.array();
        side.forEach((price, size) -> levels.addArray()
                .add((mirrored ? Numbers.mirror(price) : price).toPlainString())
                .add(size.toPlainString()));
        return levels;
    }

    static ObjectNode delta(
            Market market, Side side, BigDecimal price, BigDecimal change, Instant at, boolean useYesPrice) {
        BigDecimal shown = useYesPrice && side == Side.NO ? Numbers.mirror(price) : price;
        return Json.object()
                .put("market_ticker", market.ticker())
                .put("market_id", market.id())
                .put("price_dollars", shown.toPlainString())
                .put("delta_fp", change.toPlainString())
                .put("side", side.wireName())
                .put("ts", VenueClock.format(at))
                .put("ts_ms", at.toEpochMilli());
    }

    static ObjectNode ticker(Market market, Instant at) {
        OrderBook book = market.book();
        BigDecimal bid = book.best(Side.YES).orElse(Numbers.NO_DOLLARS);
        BigDecimal noBid = book.best(Side.NO).orElse(Numbers.NO_DOLLARS);
        return Json.object()
                .put("market_id", market.id())
                .put("market_ticker", market.ticker())
                .put("price_dollars", market.lastPrice().toPlainString())
                .put("yes_bid_dollars", bid.toPlainString())
                .put("yes_ask_dollars", Numbers.mirror(noBid).toPlainString())
                .put("volume_fp", market.volume().toPlainString())
                .put("open_interest_fp", market.volume().toPlainString())
                .put("dollar_volume", dollars(market))
                .put("dollar_open_interest", dollars(market))
                .put("yes_bid_size_fp", book.size(Side.YES, bid).toPlainString())
                .put("yes_ask_size_fp", book.size(Side.NO, noBid).toPlainString())
                .put("last_trade_size_fp", market.lastCount().toPlainString())
                .put("ts", at.getEpochSecond())
                .put("ts_ms", at.toEpochMilli())
                .put("time", VenueClock.format(at));
    }

    private static long dollars(Market market) {
        return market.turnover().setScale(0, RoundingMode.DOWN).longValueExact();
    }

    static ObjectNode trade(Trade trade) {
        return Json.object()
                .put("trade_id", trade.id())
                .put("market_ticker", trade.ticker())
                .put("yes_price_dollars", trade.yesPrice().toPlainString())
                .put("no_price_dollars", Numbers.mirror(trade.yesPrice()).toPlainString())
                .put("count_fp", trade.count().toPlainString())
                .put("taker_side", trade.taker().wireName())
                .put("taker_outcome_side", trade.taker().wireName())
                .put("taker_book_side", trade.taker() == Side.YES ? "bid" : "ask")
                .put("is_block_trade", false)
                .put("ts", trade.at().getEpochSecond())
                .put("ts_ms", trade.at().toEpochMilli());
    }
}
