package tickhouse.demo;

import java.util.Set;

/** The names of the channels; those not named here by a constant are acknowledged and stay silent. */
final class Channels {
    static final String ORDERBOOK = "orderbook_delta";
    static final String TICKER = "ticker";
    static final String TRADE = "trade";
    static final String LIFECYCLE = "market_lifecycle_v2";

    private static final Set<String> KNOWN = Set.of(
            ORDERBOOK,
            TICKER,
            TRADE,
            LIFECYCLE,
            "fill",
            "market_positions",
            "multivariate_market_lifecycle",
            "communications",
            "order_group_updates",
            "user_orders",
            "cfbenchmarks_value",
            "cfbenchmarks_value_5hz",
            "pyth_value");

    private Channels() {}

    static boolean isKnown(String name) {
        return KNOWN.contains(name);
    }
}
