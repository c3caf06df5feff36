package tickhouse.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.impl.WebSocketInternal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One open connection: its subscriptions, its sequences, its pings. Only the event loop touches it. */
final class Session {
    private static final Buffer HEARTBEAT = Buffer.buffer("heartbeat");
    private static final int PINGS_WITHOUT_PONG = 3;

    private final int connection;
    private final ServerWebSocket socket;
    private final Faults faults;
    private final Ledger ledger;
    private final Map<String, Subscription> byChannel = new LinkedHashMap<>();
    private final List<SentFrame> swapped = new ArrayList<>();
    private int lastSid;
    private int unansweredPings;
    private boolean dead;
    private Future<Void> lastWrite = Future.succeededFuture();

    Session(int connection, ServerWebSocket socket, Faults faults, Ledger ledger) {
        this.connection = connection;
        this.socket = socket;
        this.faults = faults;
        this.ledger = ledger;
        socket.pongHandler(payload -> unansweredPings = 0);
    }

    int connection() {
        return connection;
    }

    Collection<Subscription> subscriptions() {
        return byChannel.values();
    }

    Optional<Subscription> subscription(String channel) {
        return Optional.ofNullable(byChannel.get(channel));
    }

    Optional<Subscription> subscription(int sid) {
        return byChannel.values().stream().filter(each -> each.sid() == sid).findFirst();
    }

    Subscription open(String channel, boolean useYesPrice, boolean skipTickerAck) {
        Subscription subscription = new Subscription(++lastSid, channel, useYesPrice, skipTickerAck);
        byChannel.put(channel, subscription);
        return subscription;
    }

    void forget(Subscription subscription) {
        byChannel.remove(subscription.channel());
    }

    /** Ends a subscription as Kalshi does when it cannot go on: the connection stays. */
    void end(Subscription subscription, ErrorCode code) {
        forget(subscription);
        transmit(frame(
                subscription,
                Envelope.of("error")
                        .sid(subscription.sid())
                        .sequence(subscription.nextSequence())
                        .body(code.body())));
    }

    void reply(Envelope envelope) {
        transmit(new SentFrame(connection, 0, 0, envelope.type(), "", envelope.text()));
    }

    /** Sends a frame of a subscription that uses up a sequence number. */
    void sequenced(Subscription subscription, Envelope envelope) {
        if (overflows(subscription) || faults.takeWithheld(envelope.type())) {
            return;
        }
        envelope.sid(subscription.sid()).sequence(subscription.nextSequence());
        transmit(frame(subscription, envelope));
    }

    void unsequenced(Subscription subscription, String type, JsonNode body) {
        if (!overflows(subscription)) {
            transmit(frame(
                    subscription, Envelope.of(type).sid(subscription.sid()).body(body)));
        }
    }

    private SentFrame frame(Subscription subscription, Envelope envelope) {
        return new SentFrame(
                connection,
                subscription.sid(),
                envelope.sequence(),
                envelope.type(),
                envelope.ticker(),
                envelope.text());
    }

    private boolean overflows(Subscription subscription) {
        if (socket.isClosed() || !socket.writeQueueFull()) {
            return false;
        }
        if (byChannel.containsValue(subscription)) {
            end(subscription, ErrorCode.BUFFER_OVERFLOW);
        }
        return true;
    }

    private void transmit(SentFrame frame) {
        Optional<Distortion> distortion = faults.take(frame);
        if (distortion.isPresent() && distortion.get() == Distortion.SWAP) {
            swapped.add(frame);
            return;
        }
        distortion.map(each -> each.apply(frame)).orElse(List.of(frame)).forEach(this::write);
        releaseSwapped();
    }

    void releaseSwapped() {
        swapped.forEach(this::write);
        swapped.clear();
    }

    private void write(SentFrame frame) {
        if (socket.isClosed()) {
            return;
        }
        if (!dead) {
            lastWrite = WireText.isBroken(frame.text())
                    ? socket.writeFrame(WireText.frame(frame.text()))
                    : socket.writeTextMessage(frame.text());
        }
        ledger.sent(frame);
    }

    /** Sends a text as it is, whatever it may be. */
    void raw(String text) {
        JsonNode root = Json.parse(text).<JsonNode>map(object -> object).orElse(Json.object());
        write(new SentFrame(
                connection,
                root.path("sid").asInt(),
                root.path("seq").asLong(),
                root.path("type").asText(),
                root.path("msg").path("market_ticker").asText(),
                text));
    }

    void ping() {
        if (dead) {
            return;
        }
        if (unansweredPings++ >= PINGS_WITHOUT_PONG) {
            cut();
        } else {
            socket.writePing(HEARTBEAT);
        }
    }

    /** From now on nothing of what is sent arrives, and nothing is answered. */
    void goDead() {
        dead = true;
        socket.textMessageHandler(text -> {});
        socket.pause();
    }

    /** Breaks the connection with a reset. */
    void reset() {
        ((WebSocketInternal) socket).channelHandlerContext().channel().config().setOption(ChannelOption.SO_LINGER, 0);
        cut();
    }

    /** Breaks the connection without a close frame. */
    void cut() {
        // From the handler's own context: through the whole pipeline, Vert.x would send a close frame first.
        ChannelHandlerContext context = ((WebSocketInternal) socket).channelHandlerContext();
        // Later, so that what is written in this turn, the handshake's answer too, still goes out.
        context.executor().execute(() -> {
            ChannelFuture unused = context.close();
        });
    }

    void close(int code, String reason) {
        socket.close((short) code, reason);
    }

    Future<Void> lastWrite() {
        return lastWrite.otherwiseEmpty();
    }
}
