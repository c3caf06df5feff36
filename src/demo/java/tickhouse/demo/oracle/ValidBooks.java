package tickhouse.demo.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Rebuilds every book that the recorder calls exact, and compares it with each further snapshot in the same interval: the exchange's
 * own word for what the book was.
 */
final class ValidBooks {
    private static final String INTERVALS =
            "SELECT session, sid, market_ticker, from_seq, to_seq FROM book_valid WHERE from_seq <= to_seq";
    private static final String EVENTS =
            "SELECT session, sid, market_ticker, seq, toString(event_type), toString(side),"
                    + " toString(price), toString(quantity)"
                    + " FROM orderbook_events ORDER BY session, sid, market_ticker, seq, level";

    private record Book(String session, int sid, String market) {}

    private record Place(String side, BigDecimal price) {}

    private final Map<Book, NavigableMap<Long, Long>> intervals = new HashMap<>();
    private final Map<Place, BigDecimal> levels = new HashMap<>();
    private final Map<Place, BigDecimal> snapshot = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private Book book = new Book("", 0, "");
    private long snapshotSeq;
    private long compared;

    ValidBooks(Tables tables) {
        tables.each(INTERVALS, row -> intervals
                .computeIfAbsent(book(row), absent -> new TreeMap<>())
                .put(row.get(3).asLong(), row.get(4).asLong()));
        tables.each(
                EVENTS,
                row -> event(
                        book(row),
                        row.get(3).asLong(),
                        row.get(4).asText().equals("snapshot"),
                        new Place(row.get(5).asText(), new BigDecimal(row.get(6).asText()).stripTrailingZeros()),
                        new BigDecimal(row.get(7).asText())));
        compare();
    }

    private static Book book(JsonNode row) {
        return new Book(row.get(0).asText(), row.get(1).asInt(), row.get(2).asText());
    }

    private void event(Book of, long seq, boolean isSnapshot, Place place, BigDecimal quantity) {
        if (!of.equals(book) || (snapshotSeq > 0 && seq != snapshotSeq)) {
            compare();
        }
        if (!of.equals(book)) {
            levels.clear();
            book = of;
        }
        if (isSnapshot) {
            snapshotSeq = seq;
            change(snapshot, place, quantity);
        } else {
            change(levels, place, quantity);
        }
    }

    private static void change(Map<Place, BigDecimal> book, Place place, BigDecimal quantity) {
        BigDecimal size =
                book.getOrDefault(place, BigDecimal.ZERO).add(quantity).stripTrailingZeros();
        if (size.signum() == 0) {
            book.remove(place);
        } else {
            book.put(place, size);
        }
    }

    /** The snapshot is whole: it ends the book before, and is the next one. */
    private void compare() {
        if (snapshotSeq == 0) {
            return;
        }
        Map.Entry<Long, Long> interval =
                intervals.getOrDefault(book, new TreeMap<>()).lowerEntry(snapshotSeq);
        if (interval != null && snapshotSeq <= interval.getValue()) {
            compared++;
            // An empty one that nobody asked for wipes the book of a market that closes.
            if (!snapshot.isEmpty() && !snapshot.equals(levels)) {
                wrong.add("called exact, but is not: " + book + " before number " + snapshotSeq);
            }
        }
        levels.clear();
        levels.putAll(snapshot);
        snapshot.clear();
        snapshotSeq = 0;
    }

    /** How often a book could be compared. */
    long compared() {
        return compared;
    }

    List<String> wrong() {
        return wrong;
    }
}
