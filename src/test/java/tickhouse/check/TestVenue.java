package tickhouse.check;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** An exchange on 127.0.0.1: its REST address tells the time, its WebSocket address accepts or refuses. */
public final class TestVenue implements AutoCloseable {
    private static final String SOCKET = "/trade-api/ws/v2";

    private final Vertx vertx = Vertx.vertx();
    private final List<String> signatures = new CopyOnWriteArrayList<>();
    private final List<String> origins = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    private TestVenue(Consumer<HttpServerRequest> handshake, Consumer<HttpServerRequest> rest) {
        server = vertx.createHttpServer()
                .requestHandler(request -> {
                    if (request.path().equals(SOCKET)) {
                        signatures.add(String.valueOf(request.getHeader("KALSHI-ACCESS-SIGNATURE")));
                        origins.add(String.valueOf(request.getHeader("Origin")));
                        handshake.accept(request);
                    } else {
                        rest.accept(request);
                    }
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    public static TestVenue accepting() {
        return new TestVenue(HttpServerRequest::toWebSocket, at(Instant::now));
    }

    public static TestVenue refusing(int status, String body) {
        return new TestVenue(request -> request.response().setStatusCode(status).end(body), at(Instant::now));
    }

    /** Accepts, and says that it is so late. */
    public static TestVenue withClock(Instant time) {
        return new TestVenue(HttpServerRequest::toWebSocket, at(() -> time));
    }

    /** Accepts, and answers at its REST address as the test says. */
    public static TestVenue withRest(Consumer<HttpServerRequest> rest) {
        return new TestVenue(HttpServerRequest::toWebSocket, rest);
    }

    private static Consumer<HttpServerRequest> at(Supplier<Instant> time) {
        return request ->
                request.response().putHeader("Date", header(time.get())).end("{\"exchange_active\":true}");
    }

    static String header(Instant time) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atOffset(ZoneOffset.UTC));
    }

    public String url() {
        return "ws://127.0.0.1:" + server.actualPort() + SOCKET;
    }

    public String restUrl() {
        return "http://127.0.0.1:" + server.actualPort() + "/trade-api/v2";
    }

    /** What the handshakes were signed with. */
    public List<String> signatures() {
        return signatures;
    }

    /** The Origin header of each handshake; "null" where there was none. */
    public List<String> origins() {
        return origins;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
