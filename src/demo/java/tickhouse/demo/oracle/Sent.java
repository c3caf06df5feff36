package tickhouse.demo.oracle;

import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tickhouse.demo.SentFrame;

/** The exchange's ledger, as the rows that its frames should become. Any thread may use it. */
public final class Sent {
    /** A numbered frame that cannot become rows. */
    private static final String UNDECODABLE = "";

    private final SortedMap<Integer, Instant> firstSent = new TreeMap<>();
    private final Map<Stream, SortedMap<Long, String>> numbered = new HashMap<>();
    private final Map<Integer, Map<String, Integer>> unnumbered = new HashMap<>();
    private final Map<Integer, Map<String, Integer>> undecodable = new HashMap<>();
    private long frames;

    /** A subscription of a connection: numbers count in it. */
    public record Stream(int connection, int sid) {}

    /** Takes note of a frame as it leaves. */
    public void add(SentFrame sent) {
        Optional<String> rows = WireRows.of(sent.text());
        synchronized (this) {
            frames++;
            firstSent.putIfAbsent(sent.connection(), Instant.now());
            if (rows.isEmpty()) {
                // As whoever decodes it leniently would see it.
                count(undecodable, sent.connection(), sent.text().replace('\udcff', '\ufffd'));
            }
            if (sent.sequence() > 0) {
                numbered.computeIfAbsent(new Stream(sent.connection(), sent.sid()), absent -> new TreeMap<>())
                        .putIfAbsent(sent.sequence(), rows.orElse(UNDECODABLE));
            } else {
                rows.ifPresent(text -> count(unnumbered, sent.connection(), text));
            }
        }
    }

    private static void count(Map<Integer, Map<String, Integer>> counts, int connection, String text) {
        counts.computeIfAbsent(connection, absent -> new HashMap<>()).merge(text, 1, Integer::sum);
    }

    /** Every frame, numbered or not; one that was sent twice counts twice. */
    public synchronized long frames() {
        return frames;
    }

    public synchronized int newestConnection() {
        return firstSent.isEmpty() ? 0 : firstSent.lastKey();
    }

    /** The newest number of each subscription. */
    public synchronized Map<Stream, Long> newest() {
        Map<Stream, Long> newest = new HashMap<>();
        numbered.forEach((stream, numbers) -> newest.put(stream, numbers.lastKey()));
        return newest;
    }

    synchronized SortedMap<Integer, Instant> firstSent() {
        return new TreeMap<>(firstSent);
    }

    synchronized List<Stream> streams() {
        return List.copyOf(numbered.keySet());
    }

    /** The numbers that were sent: one that was lost on the way is not among them. */
    synchronized BitSet numbers(Stream stream) {
        BitSet numbers = new BitSet();
        numbered.getOrDefault(stream, new TreeMap<>()).keySet().forEach(number -> numbers.set(Math.toIntExact(number)));
        return numbers;
    }

    /** Nothing if no frame with this number was sent; an empty text if it cannot become rows. */
    synchronized Optional<String> rows(Stream stream, long number) {
        SortedMap<Long, String> numbers = numbered.get(stream);
        return numbers == null ? Optional.empty() : Optional.ofNullable(numbers.get(number));
    }

    synchronized Map<String, Integer> unnumbered(int connection) {
        return new HashMap<>(unnumbered.getOrDefault(connection, Map.of()));
    }

    synchronized Map<String, Integer> undecodable(int connection) {
        return new HashMap<>(undecodable.getOrDefault(connection, Map.of()));
    }
}
