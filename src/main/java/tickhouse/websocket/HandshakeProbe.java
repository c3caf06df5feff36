package tickhouse.websocket;

import io.vertx.core.AsyncResult;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One handshake as a feed makes it, with the connection closed at once. */
public final class HandshakeProbe {
    private static final FeedSettings SETTINGS =
            new FeedSettings(Duration.ofSeconds(10), Duration.ZERO, Duration.ZERO, 1, false);

    private HandshakeProbe() {}

    /**
     * What came back.
     *
     * @param refusal the reason and the remedy, or empty when the handshake was accepted
     * @param date the answer's {@code Date} header, or empty
     * @param at the time here when it came
     */
    public record Answer(String refusal, String date, Instant at) {
        public boolean accepted() {
            return refusal.isEmpty();
        }
    }

    /** Waits for the answer, for ten seconds at most. */
    public static Answer attempt(URI url, Map<String, Object> headers) throws InterruptedException {
        Vertx vertx = Vertx.vertx();
        int timeout = Math.toIntExact(SETTINGS.handshakeTimeout().toMillis());
        WebSocketClient client = vertx.createWebSocketClient(new WebSocketClientOptions().setConnectTimeout(timeout));
        WebSocketConnectOptions handshake = handshake(url, headers);
        CompletableFuture<String> date = new CompletableFuture<>();
        // The headers are there in the turn of the upgrade only, and a context of our own is called back in it.
        vertx.getOrCreateContext().runOnContext(turn -> client.connect(handshake, result -> answered(result, date)));
        try {
            return new Answer("", date.get(timeout, TimeUnit.MILLISECONDS), Instant.now());
        } catch (ExecutionException failure) {
            return refused(Objects.requireNonNullElse(failure.getCause(), failure), url);
        } catch (TimeoutException silence) {
            return refused(silence, url);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static void answered(AsyncResult<WebSocket> result, CompletableFuture<String> date) {
        if (result.succeeded()) {
            date.complete(date(result.result().headers()));
        } else {
            date.completeExceptionally(result.cause());
        }
    }

    private static WebSocketConnectOptions handshake(URI url, Map<String, Object> headers) {
        boolean tls = "wss".equals(url.getScheme());
        int defaultPort = tls ? 443 : 80;
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        WebSocketConnectOptions options = new WebSocketConnectOptions();
        options.setSsl(tls)
                .setHost(url.getHost())
                .setPort(url.getPort() > 0 ? url.getPort() : defaultPort)
                .setURI(url.getRawPath() + query);
        headers.forEach((name, value) -> options.putHeader(name, value.toString()));
        // Kalshi answers an Origin header with 403.
        return options.setAllowOriginHeader(false);
    }

    private static Answer refused(Throwable failure, URI url) {
        String port = url.getPort() > 0 ? ":" + url.getPort() : "";
        String sentence = Diagnosis.of(failure, url.getScheme() + "://" + url.getHost() + port, SETTINGS);
        String date = failure instanceof UpgradeRejectedException refused ? date(refused.getHeaders()) : "";
        return new Answer(sentence, date, Instant.now());
    }

    private static String date(@Nullable MultiMap headers) {
        return headers == null ? "" : Objects.requireNonNullElse(headers.get("Date"), "");
    }
}
