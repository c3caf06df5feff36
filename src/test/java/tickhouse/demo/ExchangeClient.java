package tickhouse.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A client of the exchange on a real socket. */
final class ExchangeClient implements WebSocket.Listener {
    static final String KEY_ID = "a-key";
    static final KeyPair KEYS = Signing.rsa();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final List<String> texts = new ArrayList<>();
    private final StringBuilder partial = new StringBuilder();
    private final AtomicInteger pings = new AtomicInteger();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final WebSocket socket;

    private ExchangeClient(SimulatedExchange exchange, WebSocket.Builder builder) {
        socket = builder.buildAsync(URI.create(exchange.webSocketUrl()), this).join();
    }

    static SimulatedExchange exchange(ExchangeOptions options) {
        return new SimulatedExchange(options.key(KEY_ID, KEYS.getPublic())).start();
    }

    static ExchangeClient connect(SimulatedExchange exchange) {
        return connect(exchange, KEY_ID, KEYS);
    }

    static ExchangeClient connect(SimulatedExchange exchange, String keyId, KeyPair keys) {
        WebSocket.Builder builder = HTTP.newWebSocketBuilder();
        Signing.headers(keyId, keys, Instant.now(), "/trade-api/ws/v2").forEach(builder::header);
        return new ExchangeClient(exchange, builder);
    }

    @Override
    public void onOpen(WebSocket opened) {
        opened.request(Long.MAX_VALUE);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            synchronized (texts) {
                texts.add(partial.toString());
            }
            partial.setLength(0);
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
        pings.incrementAndGet();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
        closed.complete(statusCode);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        closed.completeExceptionally(failure);
    }

    ExchangeClient send(String command) {
        socket.sendText(command, true).join();
        return this;
    }

    void closeConnection() {
        socket.abort();
    }

    int pings() {
        return pings.get();
    }

    CompletableFuture<Integer> closed() {
        return closed;
    }

    List<String> texts() {
        synchronized (texts) {
            return List.copyOf(texts);
        }
    }

    List<JsonNode> frames() {
        return texts().stream()
                .flatMap(text -> Json.parse(text).stream())
                .<JsonNode>map(object -> object)
                .toList();
    }

    /** Waits for a number of frames, and returns them. */
    List<String> awaitTexts(int count) {
        return Awaitility.await().until(this::texts, seen -> seen.size() >= count);
    }

    JsonNode await(Predicate<JsonNode> wanted) {
        return Awaitility.await()
                .until(() -> frames().stream().filter(wanted).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    JsonNode awaitType(String type) {
        return await(frame -> frame.path("type").asText().equals(type));
    }

    JsonNode awaitSequence(int sid, long sequence) {
        return await(
                frame -> frame.path("sid").asInt() == sid && frame.path("seq").asLong() == sequence);
    }
}
