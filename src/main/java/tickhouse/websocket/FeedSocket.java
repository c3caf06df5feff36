package tickhouse.websocket;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One open connection, from its upgrade to its end. Created on the event loop within the upgrade's callback, so that no
 * frame can come before the handlers; from then on the event loop fills the queue, the feed's thread empties it, and any
 * thread may write or end it.
 */
final class FeedSocket {
    private static final short NORMAL = 1000;
    private static final short TOO_BIG = 1009;
    /** What Vert.x makes of bytes that are no UTF-8; an honest text may have it too. */
    private static final char REPLACEMENT = '\ufffd';

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSSX").withZone(ZoneOffset.UTC);

    private final String session;
    private final Instant openedAt = Instant.now();
    private final WebSocket socket;
    private final Context eventLoop;
    private final FeedQueue queue;
    private final FeedStatus status;
    private final FeedSettings settings;
    private final long watch;
    private volatile boolean subscribed;
    private volatile boolean answered;
    // Confined to the event loop.
    private long heardNanos = System.nanoTime();
    private Buffer ping = Buffer.buffer();
    private Buffer message = Buffer.buffer();
    private @Nullable String complete;

    FeedSocket(String feed, WebSocket socket, FeedStatus status, FeedSettings settings) {
        this.session = feed + "-" + STAMP.format(openedAt) + "-"
                + String.format("%06x", ThreadLocalRandom.current().nextInt(1 << 24));
        this.socket = socket;
        this.eventLoop = Vertx.currentContext();
        this.status = status;
        this.settings = settings;
        this.queue = new FeedQueue(settings.queueSize(), socket::pause, socket::resume);
        queue.open(openedAt);
        // Vert.x hands a message over just before the last of its frames, whose bytes are needed to tell whether it is
        // one.
        socket.textMessageHandler(text -> complete = text);
        // Kalshi sends text only; should that change, the route still gets a text, and rejects what it cannot read.
        socket.binaryMessageHandler(bytes -> complete = bytes.toString(StandardCharsets.UTF_8));
        socket.frameHandler(this::heard);
        socket.exceptionHandler(this::failed);
        socket.closeHandler(end -> ended(closeReason()));
        long silence = settings.silenceTimeout().toMillis();
        this.watch =
                silence == 0 ? -1 : eventLoop.owner().setPeriodic(Math.max(1, silence / 4), tick -> checkSilence());
    }

    String session() {
        return session;
    }

    Instant openedAt() {
        return openedAt;
    }

    FeedQueue queue() {
        return queue;
    }

    /** Frames from now on answer a subscription: the route has had the opening, or has written. */
    void subscribed() {
        subscribed = true;
    }

    /** Whether a connection that ended then proved good: it lasted, and brought frames. A handshake alone proves nothing. */
    boolean wasStable(Instant end) {
        return answered && Duration.between(openedAt, end).compareTo(settings.stableAfter()) >= 0;
    }

    /** Returns when the text has left; not to be called on an event loop. */
    void write(String text) throws NoLiveSocketException, InterruptedException {
        subscribed();
        try {
            socket.writeTextMessage(text)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(settings.handshakeTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            throw new NoLiveSocketException(session, Objects.requireNonNullElse(failure.getCause(), failure));
        } catch (TimeoutException stuck) {
            throw new NoLiveSocketException(session, stuck);
        }
    }

    /** Ends the connection from our side: what is in the queue stays there, nothing more comes in. */
    void end(String reason) {
        queue.close(reason, Instant.now());
        socket.pause();
        close(NORMAL);
    }

    /** As {@link #end}, and the route gets nothing of what it has not had yet. */
    void abandon(String reason) {
        queue.abandon(reason, Instant.now());
        socket.pause();
        close(NORMAL);
    }

    /** Releases what the connection holds, whoever ended it. */
    void dispose() {
        eventLoop.owner().cancelTimer(watch);
        close(NORMAL);
    }

    private void close(short code) {
        socket.close(code);
    }

    private void frame(String text, Buffer bytes) {
        Instant now = Instant.now();
        boolean isText = text.indexOf(REPLACEMENT) < 0 || Text.isUtf8(bytes.getBytes());
        if (queue.frame(text, isText ? null : bytes, now)) {
            status.frame(now);
            answered = answered || subscribed;
        }
    }

    private void heard(WebSocketFrame frame) {
        heardNanos = System.nanoTime();
        Buffer data = frame.binaryData();
        switch (frame.type()) {
            case PING -> ping = data.copy();
            // Vert.x appends the frames that follow to the first one's own bytes.
            case TEXT, BINARY -> message = frame.isFinal() ? data : data.copy();
            case CONTINUATION -> message.appendBuffer(data);
            default -> {
                // Neither a message nor a ping.
            }
        }
        String text = complete;
        if (text != null) {
            complete = null;
            frame(text, message);
        }
    }

    /** Vert.x drops a message that is too big and goes on; a feed with a hole is worth less than a new connection. */
    private void failed(Throwable failure) {
        if (!(failure instanceof HttpClosedException)) {
            ended("it failed: " + Text.oneLine(failure));
            close(TOO_BIG);
        }
    }

    private String closeReason() {
        Short code = socket.closeStatusCode();
        if (code == null) {
            return "it broke without a close frame";
        }
        String reason = socket.closeReason();
        return "the exchange closed it with code " + code
                + (reason == null || reason.isBlank() ? "" : " (" + Text.oneLine(reason) + ")");
    }

    /** Frames that Vert.x still holds back for a paused socket come before the close. */
    private void ended(String reason) {
        Instant now = Instant.now();
        queue.letGo();
        eventLoop.runOnContext(next -> queue.close(reason, now));
    }

    private void checkSilence() {
        Duration silence = Duration.ofNanos(System.nanoTime() - heardNanos);
        if (queue.paused()) {
            // We hear nothing because we do not listen. A pong nobody asked for (RFC 6455 section 5.5.3) says that we
            // live:
            // the exchange's pings lie behind the frames that wait in the network.
            heardNanos = System.nanoTime();
            socket.writePong(ping.copy());
        } else if (silence.compareTo(settings.silenceTimeout()) > 0) {
            ended("no frame and no ping for " + Text.of(silence));
            close(NORMAL);
        }
    }
}
