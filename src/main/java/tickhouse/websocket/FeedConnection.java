package tickhouse.websocket;

import java.time.Instant;
import java.util.Optional;

/**
 * The state of one feed at one moment.
 *
 * @param session the name of the newest connection; empty before the first
 * @param attempts made in a row since the last stable connection
 * @param reconnects connections opened after the first one
 * @param frames received since the process began
 * @param lastFailure the newest reason why there was no connection; empty if there never was one
 */
public record FeedConnection(
        String name,
        State state,
        String session,
        Optional<Instant> connectedSince,
        Optional<Instant> lastFrameAt,
        int attempts,
        long reconnects,
        long frames,
        String lastFailure) {

    public enum State {
        CONNECTING,
        OPEN,
        WAITING,
        STOPPED
    }
}
