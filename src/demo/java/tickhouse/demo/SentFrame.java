package tickhouse.demo;

/**
 * A text frame as it was sent. Counters start at 1, so 0 means that the frame has no {@code sid} or {@code seq};
 * the ticker is empty if the frame names none.
 */
public record SentFrame(int connection, int sid, long sequence, String type, String ticker, String text) {
    SentFrame withText(String other) {
        return new SentFrame(connection, sid, sequence, type, ticker, other);
    }

    boolean sequenced() {
        return sequence > 0;
    }
}
