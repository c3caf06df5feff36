package tickhouse.websocket;

import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt to connect, with a WebSocket client of its own: closing the client closes whatever the attempt opened, in
 * whatever state it hangs, and so there are never two sockets.
 */
final class FeedAttempt implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FeedAttempt.class);
    /** Kalshi's {@code ok} lists every ticker of a subscription: Vert.x's 64 KiB for a frame are far too few. */
    private static final int LARGEST_MESSAGE = 16 * 1024 * 1024;
    // For telling the peer goodbye.
    private static final long CLOSE_SECONDS = 2;

    private final Vertx vertx;
    private final WebSocketClient client;
    private final FeedSettings settings;
    private final CompletableFuture<FeedSocket> opened = new CompletableFuture<>();

    FeedAttempt(Vertx vertx, WebSocketClientOptions options, FeedSettings settings) {
        int timeout = Math.toIntExact(settings.handshakeTimeout().toMillis());
        this.vertx = vertx;
        this.settings = settings;
        this.client = vertx.createWebSocketClient(options.setMaxFrameSize(LARGEST_MESSAGE)
                .setMaxMessageSize(LARGEST_MESSAGE)
                .setConnectTimeout(timeout)
                .setTryUsePerMessageCompression(settings.compression()));
    }

    /**
     * Waits for the socket, for as long as the handshake may take. The callback makes it on the event loop, within the turn
     * of the upgrade.
     */
    FeedSocket connect(WebSocketConnectOptions options, Function<WebSocket, FeedSocket> attach)
            throws FeedUnavailableException, InterruptedException {
        long timeout = settings.handshakeTimeout().toMillis();
        opened.orTimeout(timeout, TimeUnit.MILLISECONDS);
        // On a context of our own, as Vert.x then calls back in the turn of the upgrade and not in a later one.
        vertx.getOrCreateContext().runOnContext(turn -> client.connect(options, result -> answered(result, attach)));
        try {
            return opened.get();
        } catch (ExecutionException failure) {
            String url = (options.isSsl() ? "wss://" : "ws://") + options.getHost() + ":" + options.getPort();
            throw new FeedUnavailableException(
                    Diagnosis.of(Objects.requireNonNullElse(failure.getCause(), failure), url, settings));
        } catch (CancellationException stopped) {
            throw new FeedUnavailableException("the feed was stopped while connecting");
        }
    }

    private void answered(AsyncResult<WebSocket> result, Function<WebSocket, FeedSocket> attach) {
        if (result.failed()) {
            opened.completeExceptionally(result.cause());
        } else if (!opened.isDone()) {
            try {
                FeedSocket socket = attach.apply(result.result());
                if (!opened.complete(socket)) {
                    socket.dispose();
                }
            } catch (IllegalStateException closedAtOnce) {
                opened.completeExceptionally(closedAtOnce);
            }
        }
    }

    /** Wakes who waits in {@link #connect}. */
    void cancel() {
        opened.cancel(false);
    }

    /** Returns when the socket is closed. */
    @Override
    public void close() {
        try {
            if (opened.isDone() && !opened.isCompletedExceptionally()) {
                opened.join().dispose();
            }
            client.close().toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failure) {
            LOG.debug("The WebSocket client did not close in time", failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
