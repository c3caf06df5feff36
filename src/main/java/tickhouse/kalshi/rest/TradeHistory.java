package tickhouse.kalshi.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Reads trades of the past: the only part of a gap that the exchange still has. Any thread may use it. */
public final class TradeHistory {
    private final Pages pages;

    public TradeHistory(KalshiRest rest) {
        this(new Pages(rest, Pages.LARGEST));
    }

    TradeHistory(Pages pages) {
        this.pages = pages;
    }

    /**
     * Every trade of a market from one time to another, oldest first, as the exchange sends it; {@code trade_id} identifies
     * it. Some trades of the seconds around may come too. Throws {@link KalshiRestException} if the exchange cannot be
     * asked.
     */
    public List<JsonNode> trades(String ticker, Instant from, Instant to) {
        // Whole seconds, and whether the bounds themselves belong to the answer is not documented.
        Map<String, String> query = Map.of(
                "ticker", ticker,
                "min_ts", Long.toString(from.getEpochSecond() - 1),
                "max_ts", Long.toString(to.getEpochSecond() + 2));
        List<JsonNode> trades = new ArrayList<>(
                pages.items("markets/trades", query, "trades", "trade_id").values());
        Collections.reverse(trades);
        return trades;
    }
}
