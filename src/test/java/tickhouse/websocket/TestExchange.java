package tickhouse.websocket;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A real server on 127.0.0.1 that answers every handshake as the test says. */
final class TestExchange implements AutoCloseable {
    static final String PATH = "/trade-api/ws/v2";

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final List<MultiMap> handshakes = new CopyOnWriteArrayList<>();
    private final List<String> requested = new CopyOnWriteArrayList<>();
    private final List<ServerWebSocket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();
    private volatile Consumer<HttpServerRequest> answer;

    TestExchange(Consumer<HttpServerRequest> answer) {
        this(answer, new HttpServerOptions());
    }

    TestExchange(Consumer<HttpServerRequest> answer, HttpServerOptions options) {
        this.answer = answer;
        this.server = vertx.createHttpServer(options.setMaxWebSocketFrameSize(32 << 20))
                .connectionHandler(connection -> {
                    int now = open.incrementAndGet();
                    mostOpen.accumulateAndGet(now, Math::max);
                    connection.closeHandler(end -> open.decrementAndGet());
                })
                .requestHandler(request -> {
                    handshakes.add(request.headers());
                    requested.add(request.uri());
                    this.answer.accept(request);
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    /** Upgrades every handshake, and lets the session write at once. */
    static TestExchange accepting(Consumer<ServerWebSocket> session) {
        TestExchange exchange = new TestExchange(request -> {});
        exchange.answers(exchange.accept(session));
        return exchange;
    }

    static TestExchange refusing(int status, String body) {
        return new TestExchange(
                request -> request.response().setStatusCode(status).end(body));
    }

    Consumer<HttpServerRequest> accept(Consumer<ServerWebSocket> session) {
        return request -> request.toWebSocket().onSuccess(socket -> {
            sockets.add(socket);
            session.accept(socket);
        });
    }

    void answers(Consumer<HttpServerRequest> next) {
        answer = next;
    }

    String url() {
        return "ws://127.0.0.1:" + server.actualPort() + PATH;
    }

    int attempts() {
        return handshakes.size();
    }

    List<MultiMap> handshakes() {
        return handshakes;
    }

    List<String> requested() {
        return requested;
    }

    List<ServerWebSocket> sockets() {
        return sockets;
    }

    int open() {
        return open.get();
    }

    int mostOpen() {
        return mostOpen.get();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
