package tickhouse.websocket;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a feed hands to its route.
 *
 * @param text the frame; for a close its reason; empty for an open
 * @param notText the bytes of a frame that are no UTF-8, so that a text could only be guessed from them
 * @param at when it happened here, before any queue
 * @param frameNumber from 1 within the connection; 0 for an open, for a close the number of frames received
 */
record FeedEvent(Kind kind, String text, @Nullable Buffer notText, Instant at, long frameNumber) {
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
