package tickhouse.websocket;

import java.time.Instant;
import java.util.Locale;

/**
 * What a feed hands to its route.
 *
 * @param text the frame; for a close its reason; empty for an open
 * @param at when it happened here, before any queue
 * @param frameNumber from 1 within the connection; 0 for an open, for a close the number of frames received
 */
record FeedEvent(Kind kind, String text, Instant at, long frameNumber) {
    enum Kind {
        OPEN,
        MESSAGE,
        CLOSE;

        /** The value of the header {@code event}. */
        String header() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
