package tickhouse.websocket;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tickhouse.websocket.FeedEvent.Kind;

/**
 * The life of a feed, on one thread: connect, run every event of the connection through the route, wait, connect again. The
 * next connection begins only when the route has had the whole of the one before.
 */
final class FeedLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(FeedLoop.class);

    private final FeedWebsocketEndpoint endpoint;
    private final FeedStatus status;
    private final FeedDelivery delivery;
    private final ReconnectDelays delays;
    private final CountDownLatch stopping = new CountDownLatch(1);
    // Guarded by this: what stop() has to end.
    private @Nullable FeedAttempt attempt;
    private @Nullable FeedSocket socket;

    FeedLoop(FeedWebsocketEndpoint endpoint, FeedStatus status, FeedDelivery delivery, ReconnectDelays delays) {
        this.endpoint = endpoint;
        this.status = status;
        this.delivery = delivery;
        this.delays = delays;
    }

    @Override
    public void run() {
        try {
            Duration delay = Duration.ZERO;
            while (!stopping.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
                String reason = connection();
                status.ended(reason);
                delay = delays.next();
                if (stopping.getCount() > 0) {
                    LOG.warn("Feed {}: {} Next attempt in {}.", endpoint.getFeed(), reason, Text.of(delay));
                }
            }
        } catch (InterruptedException forced) {
            Thread.currentThread().interrupt();
        }
    }

    /** From the first packet until the route has had the end. Says why there is no connection any more. */
    private String connection() throws InterruptedException {
        status.connecting();
        try (FeedAttempt current = endpoint.attempt()) {
            attempting(current);
            FeedSocket open = current.connect(
                    endpoint.handshake(),
                    webSocket -> new FeedSocket(endpoint.getFeed(), webSocket, status, endpoint.settings()));
            return opened(open) ? pump(open) : "the feed was stopped.";
        } catch (FeedUnavailableException failure) {
            return failure.reason();
        } catch (RuntimeException unexpected) {
            LOG.error("Feed {}: an unexpected failure", endpoint.getFeed(), unexpected);
            return "an unexpected failure (" + Text.oneLine(unexpected) + ").";
        } finally {
            over();
        }
    }

    private String pump(FeedSocket open) throws InterruptedException {
        LOG.info("Feed {}: connected to {} as {}.", endpoint.getFeed(), endpoint.address(), open.session());
        while (true) {
            FeedEvent event = open.queue().take();
            Optional<String> failure = delivery.deliver(open.session(), event);
            if (event.kind() == Kind.OPEN) {
                failure.ifPresentOrElse(
                        reason -> open.abandon("the route failed on its opening, so nothing is subscribed: " + reason),
                        open::subscribed);
            }
            open.queue().finished();
            if (event.kind() == Kind.CLOSE) {
                return ended(open, event);
            }
        }
    }

    private String ended(FeedSocket open, FeedEvent close) {
        if (open.wasStable(close.at())) {
            delays.reset();
            status.stable();
        }
        return "the connection " + open.session() + " ended after " + close.frameNumber() + " frame(s): " + close.text()
                + ". There is nothing to do unless this goes on.";
    }

    private synchronized void attempting(FeedAttempt current) {
        attempt = current;
        if (stopping.getCount() == 0) {
            current.cancel();
        }
    }

    /** False when the feed was stopped meanwhile. */
    private synchronized boolean opened(FeedSocket open) {
        if (stopping.getCount() == 0) {
            return false;
        }
        socket = open;
        status.open(open);
        return true;
    }

    private synchronized void over() {
        attempt = null;
        socket = null;
    }

    /** No new connection and no new frames from now on; what has arrived still goes through the route. */
    synchronized void stop() {
        stopping.countDown();
        if (attempt != null) {
            attempt.cancel();
        }
        if (socket != null) {
            socket.end("the feed was stopped");
        }
    }

    /** Ends without the route having had everything; says how much it missed. */
    synchronized int drop() {
        stop();
        return socket == null ? 0 : socket.queue().clear();
    }

    /** What the route has not finished yet, the event it is busy with included. */
    synchronized int unfinished() {
        return socket == null ? 0 : socket.queue().unfinished();
    }
}
