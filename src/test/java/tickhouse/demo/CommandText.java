package tickhouse.demo;

import java.util.List;
import java.util.stream.Collectors;

/** The commands that tests send, as text. */
final class CommandText {
    static final String BOOKS = "[\"orderbook_delta\"]";
    static final String BOOKS_AND_TRADES = "[\"orderbook_delta\",\"trade\"]";

    private CommandText() {}

    static String subscribe(int id, String channels, List<String> tickers) {
        return "{\"id\":%d,\"cmd\":\"subscribe\",\"params\":{\"channels\":%s,\"market_tickers\":%s}}"
                .formatted(id, channels, quoted(tickers));
    }

    static String update(int id, int sid, String action, List<String> tickers) {
        return "{\"id\":%d,\"cmd\":\"update_subscription\",\"params\":{\"sids\":[%d],\"action\":\"%s\",\"market_tickers\":%s}}"
                .formatted(id, sid, action, quoted(tickers));
    }

    static String quoted(List<String> tickers) {
        return tickers.stream().collect(Collectors.joining("\",\"", "[\"", "\"]"));
    }
}
