package tickhouse.demo;

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
            "SELECT session, sid, market_ticker, from_seq, to_seq FROM kalshi.book_valid WHERE from_seq <= to_seq";
    private static final String EVENTS = "SELECT session, sid, market_ticker, seq, event_type, side, price, quantity"
            + " FROM kalshi.orderbook_events ORDER BY session, sid, market_ticker, seq, level";

    private record Book(String session, String sid, String market) {}

    private record Place(String side, BigDecimal price) {}

    private final Map<Book, NavigableMap<Long, Long>> intervals = new HashMap<>();
    private final Map<Place, BigDecimal> levels = new HashMap<>();
    private final Map<Place, BigDecimal> snapshot = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private Book book = new Book("", "", "");
    private long snapshotSeq;
    private long compared;

    ValidBooks(RecorderProcess recorder) throws InterruptedException {
        for (List<String> row : recorder.rows(INTERVALS)) {
            intervals
                    .computeIfAbsent(new Book(row.get(0), row.get(1), row.get(2)), absent -> new TreeMap<>())
                    .put(Long.parseLong(row.get(3)), Long.parseLong(row.get(4)));
        }
        for (List<String> row : recorder.rows(EVENTS)) {
            event(
                    new Book(row.get(0), row.get(1), row.get(2)),
                    Long.parseLong(row.get(3)),
                    row.get(4).equals("snapshot"),
                    new Place(row.get(5), new BigDecimal(row.get(6)).stripTrailingZeros()),
                    new BigDecimal(row.get(7)));
        }
        compare();
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
            if (!snapshot.equals(levels)) {
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
