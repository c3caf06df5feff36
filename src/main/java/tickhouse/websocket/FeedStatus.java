package tickhouse.websocket;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tickhouse.websocket.FeedConnection.State;

/** What is known of one feed, over all its connections. Written by the feed's thread and the event loop. */
final class FeedStatus {
    private final String name;
    private boolean claimed;
    private State state = State.STOPPED;
    private @Nullable FeedSocket socket;
    private String session = "";
    private @Nullable Instant connectedSince;
    private @Nullable Instant lastFrameAt;
    private int attempts;
    private long opened;
    private long frames;
    private String lastFailure = "";

    FeedStatus(String name) {
        this.name = name;
    }

    /** Two consumers of one name would be two sockets and one set of counters. */
    synchronized void claim() {
        if (claimed) {
            throw new IllegalStateException(
                    "Two routes consume the feed " + name + ": give each its own value of the parameter feed");
        }
        claimed = true;
    }

    synchronized void connecting() {
        state = State.CONNECTING;
        attempts++;
    }

    synchronized void open(FeedSocket open) {
        state = State.OPEN;
        socket = open;
        session = open.session();
        connectedSince = open.openedAt();
        opened++;
    }

    synchronized void frame(Instant at) {
        frames++;
        lastFrameAt = at;
    }

    /** The failures so far are forgotten. */
    synchronized void stable() {
        attempts = 0;
    }

    synchronized void ended(String reason) {
        socket = null;
        connectedSince = null;
        lastFailure = reason;
        state = State.WAITING;
    }

    synchronized void stopped() {
        socket = null;
        connectedSince = null;
        state = State.STOPPED;
        claimed = false;
    }

    synchronized Optional<FeedSocket> socket() {
        return Optional.ofNullable(socket);
    }

    synchronized FeedConnection view() {
        return new FeedConnection(
                name,
                state,
                session,
                Optional.ofNullable(connectedSince),
                Optional.ofNullable(lastFrameAt),
                attempts,
                Math.max(0, opened - 1),
                frames,
                lastFailure);
    }
}
