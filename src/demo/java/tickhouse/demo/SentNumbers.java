package tickhouse.demo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The exchange's ledger, kept small: which numbers it sent, and when a connection's first frame left. Any thread may use it. */
final class SentNumbers {
    private final SortedMap<Integer, Instant> firstSent = new TreeMap<>();
    private final List<Frame> frames = new ArrayList<>();

    /** A frame of a subscription; without a number, 0, one that can only become a dead letter. */
    record Frame(int connection, int sid, long seq) {}

    synchronized void add(SentFrame sent) {
        firstSent.putIfAbsent(sent.connection(), Instant.now());
        if (sent.sequenced() || sent.type().equals("market_mood")) {
            frames.add(new Frame(sent.connection(), sent.sid(), sent.sequence()));
        }
    }

    synchronized int newestConnection() {
        return firstSent.isEmpty() ? 0 : firstSent.lastKey();
    }

    synchronized SortedMap<Integer, Instant> firstSent() {
        return new TreeMap<>(firstSent);
    }

    /** In the order in which they were sent. */
    synchronized List<Frame> frames() {
        return List.copyOf(frames);
    }
}
