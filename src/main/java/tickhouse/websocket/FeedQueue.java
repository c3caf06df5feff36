package tickhouse.websocket;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import tickhouse.websocket.FeedEvent.Kind;

/**
 * The events of one connection, between the event loop, which adds them, and the feed's thread, which takes them. It pauses
 * the socket when it is full and resumes it when it is half empty, so the exchange's sending waits for our route. It ends
 * with the first close: whatever comes later is dropped.
 */
final class FeedQueue {
    private final ArrayDeque<FeedEvent> events = new ArrayDeque<>();
    private final int capacity;
    private final Runnable pause;
    private final Runnable resume;
    private long frames;
    private int unfinished;
    private boolean paused;
    private boolean ending;
    private boolean closed;

    FeedQueue(int capacity, Runnable pause, Runnable resume) {
        this.capacity = capacity;
        this.pause = pause;
        this.resume = resume;
    }

    synchronized void open(Instant at) {
        add(new FeedEvent(Kind.OPEN, "", null, at, 0));
    }

    /** Whether the frame was taken; after the close it is not. Its bytes are needed only if they are no text. */
    synchronized boolean frame(String text, @Nullable Buffer notText, Instant at) {
        if (closed) {
            return false;
        }
        frames++;
        add(new FeedEvent(Kind.MESSAGE, text, notText, at, frames));
        if (events.size() >= capacity && !paused && !ending) {
            paused = true;
            pause.run();
        }
        return true;
    }

    synchronized void close(String reason, Instant at) {
        if (!closed) {
            add(new FeedEvent(Kind.CLOSE, reason, null, at, frames));
            closed = true;
        }
    }

    /** The peer is gone and what it sent is already here: nothing may be held back any more, however full this is. */
    synchronized void letGo() {
        ending = true;
        resume.run();
    }

    private void add(FeedEvent event) {
        events.add(event);
        unfinished++;
        notifyAll();
    }

    /** Waits for the next event; {@link #finished()} is due when the route has had it. */
    synchronized FeedEvent take() throws InterruptedException {
        while (events.isEmpty()) {
            wait();
        }
        FeedEvent event = events.remove();
        if (paused && events.size() <= capacity / 2) {
            paused = false;
            resume.run();
        }
        return event;
    }

    synchronized void finished() {
        unfinished--;
    }

    /** Drops what no route has had yet, and says how many that were. */
    synchronized int clear() {
        int dropped = events.size();
        events.clear();
        unfinished -= dropped;
        return dropped;
    }

    /** Drops what no route has had yet and ends, also where the end was among it. */
    synchronized void abandon(String reason, Instant at) {
        clear();
        closed = false;
        close(reason, at);
    }

    synchronized int unfinished() {
        return unfinished;
    }

    synchronized boolean paused() {
        return paused;
    }
}
