package tickhouse.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rebuilds books from frames, as a recorder does, and fails on a gap in the sequence. */
final class Replay {
    private final Map<String, OrderBook> books = new HashMap<>();
    private final Map<Integer, Long> sequences = new HashMap<>();
    private final boolean useYesPrice;

    private Replay(boolean useYesPrice) {
        this.useYesPrice = useYesPrice;
    }

    static Replay of(List<JsonNode> frames, boolean useYesPrice) {
        Replay replay = new Replay(useYesPrice);
        frames.forEach(replay::apply);
        return replay;
    }

    BookSnapshot book(String ticker) {
        OrderBook book = books.getOrDefault(ticker, new OrderBook());
        return new BookSnapshot(ticker, book.side(Side.YES), book.side(Side.NO));
    }

    long sequence(int sid) {
        return sequences.getOrDefault(sid, 0L);
    }

    private void apply(JsonNode frame) {
        if (frame.has("seq")) {
            int sid = frame.path("sid").asInt();
            long expected = sequence(sid) + 1;
            if (frame.path("seq").asLong() != expected) {
                throw new AssertionError("expected seq " + expected + " in " + frame);
            }
            sequences.put(sid, expected);
        }
        JsonNode body = frame.path("msg");
        switch (frame.path("type").asText()) {
            case "orderbook_snapshot" -> snapshot(body);
            case "orderbook_delta" -> delta(body);
            default -> {}
        }
    }

    private void snapshot(JsonNode body) {
        OrderBook book = new OrderBook();
        for (Side side : Side.values()) {
            body.path(side.wireName() + "_dollars_fp")
                    .forEach(level -> book.change(
                            side,
                            price(side, level.path(0).asText()),
                            new BigDecimal(level.path(1).asText())));
        }
        books.put(body.path("market_ticker").asText(), book);
    }

    private void delta(JsonNode body) {
        OrderBook book = books.get(body.path("market_ticker").asText());
        if (book == null) {
            throw new AssertionError("a delta before its snapshot: " + body);
        }
        Side side = body.path("side").asText().equals("yes") ? Side.YES : Side.NO;
        book.change(
                side,
                price(side, body.path("price_dollars").asText()),
                new BigDecimal(body.path("delta_fp").asText()));
    }

    private BigDecimal price(Side side, String text) {
        BigDecimal shown = new BigDecimal(text);
        return useYesPrice && side == Side.NO ? BigDecimal.ONE.subtract(shown) : shown;
    }
}
