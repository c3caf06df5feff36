package tickhouse.demo;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Turns upgrade requests into sessions, or refuses them. Counts may be read from any thread. */
final class Handshake {
    private final Venue venue;
    private final Ledger ledger;
    private final SignatureCheck check;
    private final List<String> playback;
    private final int writeQueueBytes;
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile boolean originSeen;

    Handshake(Venue venue, Ledger ledger, SignatureCheck check, List<String> playback, int writeQueueBytes) {
        this.venue = venue;
        this.ledger = ledger;
        this.check = check;
        this.playback = playback;
        this.writeQueueBytes = writeQueueBytes;
    }

    void handle(HttpServerRequest request) {
        attempts.incrementAndGet();
        boolean hasOrigin = request.headers().contains("Origin");
        originSeen |= hasOrigin;
        Optional<BiConsumer<Handshake, HttpServerRequest>> fault =
                venue.faults().takeHandshake();
        if (fault.isPresent()) {
            fault.get().accept(this, request);
            return;
        }
        Optional<Refusal> refusal = hasOrigin ? Optional.of(Refusal.FORBIDDEN) : check.refusal(request, venue.now());
        refusal.ifPresentOrElse(reason -> refuse(request, reason), () -> accept(request, session -> {}));
    }

    void refuse(HttpServerRequest request, Refusal refusal) {
        HttpAnswer.refuse(request, refusal);
    }

    void accept(HttpServerRequest request, Consumer<Session> then) {
        request.toWebSocket().onSuccess(socket -> then.accept(open(socket)));
    }

    private Session open(ServerWebSocket socket) {
        int connection = accepted.incrementAndGet();
        socket.setWriteQueueMaxSize(writeQueueBytes);
        Session session = new Session(connection, socket, venue.faults(), ledger);
        Consumer<String> listener =
                playback.isEmpty() ? new Commands(venue, session)::receive : new Playback(playback, session)::receive;
        socket.textMessageHandler(text -> {
            ledger.received(new ReceivedCommand(connection, text));
            listener.accept(text);
        });
        socket.closeHandler(ended -> {
            venue.sessions().remove(session);
            venue.chooseTrading();
        });
        venue.sessions().add(session);
        return session;
    }

    int attempts() {
        return attempts.get();
    }

    boolean originSeen() {
        return originSeen;
    }
}
