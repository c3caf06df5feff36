package tickhouse.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static tickhouse.websocket.FeedRig.eventually;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrameType;
import io.vertx.core.http.impl.ws.WebSocketFrameImpl;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class FeedDeliveryTest {
    private final FeedRig rig = new FeedRig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void framesComeInOrderOnOneThreadThroughASlowRoute() throws Exception {
        int frames = 20_000;
        AtomicLong next = new AtomicLong();
        AtomicLong disorder = new AtomicLong();
        try (TestExchange exchange = TestExchange.accepting(socket -> send(socket, frames))) {
            rig.start(new RouteBuilder() {
                @Override
                public void configure() {
                    from(FeedRig.uri(exchange.url(), "default")).process(frame -> {
                        if (!frame.getMessage().getHeader("event").equals("message")) {
                            rig.note(frame);
                            return;
                        }
                        long number = next.getAndIncrement();
                        boolean inOrder =
                                frame.getMessage().getBody(String.class).equals(Long.toString(number))
                                        && frame.getMessage().getHeader("frameNumber", long.class) == number + 1;
                        if (!inOrder || !Thread.currentThread().getName().contains("feed-default")) {
                            disorder.incrementAndGet();
                        }
                        IntStream.range(0, 200).forEach(spin -> Thread.onSpinWait());
                    });
                }
            });

            eventually(() -> next.get() == frames);
            assertThat(disorder).hasValue(0);
            assertThat(rig.feed().frames()).isEqualTo(frames);
        }
    }

    @Test
    void noFrameRightAfterTheUpgradeIsLost() throws Exception {
        try (TestExchange exchange = TestExchange.accepting(socket -> send(socket, 1_500))) {
            rig.start(exchange.url(), frame -> {});

            eventually(() -> rig.events("message").size() == 1_500);
            assertThat(rig.events("message")).extracting(FeedRig.Event::body).isEqualTo(numbers(1_500));
        }
    }

    @Test
    void bytesThatAreNoTextComeAsTheyAreAndNotAsAGuess() throws Exception {
        byte[] broken = {'a', (byte) 0xff, 'b'};
        List<Object> bodies = new CopyOnWriteArrayList<>();
        try (TestExchange exchange = TestExchange.accepting(socket -> {
            socket.writeTextMessage("honest \ufffd");
            socket.writeFrame(new WebSocketFrameImpl(WebSocketFrameType.TEXT, Unpooled.wrappedBuffer(broken), true));
            socket.writeFrame(new WebSocketFrameImpl(WebSocketFrameType.TEXT, Unpooled.wrappedBuffer(broken), false));
            socket.writeFrame(
                    new WebSocketFrameImpl(WebSocketFrameType.CONTINUATION, Unpooled.wrappedBuffer(broken), true));
        })) {
            rig.start(exchange.url(), frame -> bodies.add(frame.getMessage().getBody()));

            // The first is the opening.
            eventually(() -> bodies.size() == 4);
            assertThat(bodies.get(1)).isEqualTo("honest \ufffd");
            assertThat(bodies.get(2)).isEqualTo(broken);
            assertThat(bodies.get(3)).isEqualTo(new byte[] {'a', (byte) 0xff, 'b', 'a', (byte) 0xff, 'b'});
        }
    }

    @Test
    void aConnectionThatEndsAtOnceLosesNoneOfItsFrames() throws Exception {
        try (TestExchange exchange = TestExchange.accepting(socket -> {
            send(socket, 100);
            socket.close();
        })) {
            rig.component().setQueueSize(5);
            rig.component().setReconnectPolicy(FeedRig.policy(1, 1));
            rig.start(exchange.url(), frame -> {});

            eventually(() -> rig.events("close").size() >= 20);
            assertThat(rig.events("close").subList(0, 20))
                    .extracting(FeedRig.Event::frameNumber)
                    .containsOnly(100L);
            assertThat(rig.events().subList(0, 102))
                    .extracting(FeedRig.Event::frameNumber)
                    .isEqualTo(LongStream.concat(LongStream.rangeClosed(0, 100), LongStream.of(100))
                            .boxed()
                            .toList());
        }
    }

    @Test
    void anOpeningComesFirstAndACloseComesLastWithItsReason() throws Exception {
        Instant before = Instant.now();
        try (TestExchange exchange = TestExchange.accepting(socket -> {
            socket.writeTextMessage("first\n");
            socket.close((short) 1001, "maintenance");
        })) {
            rig.component().setReconnectPolicy(FeedRig.policy(60_000, 60_000));
            rig.start(exchange.url(), frame -> {});

            eventually(() -> rig.events().size() == 3);
            assertThat(rig.events()).extracting(FeedRig.Event::event).containsExactly("open", "message", "close");
            assertThat(rig.events()).extracting(FeedRig.Event::frameNumber).containsExactly(0L, 1L, 1L);
            assertThat(rig.events()).extracting(FeedRig.Event::feed).containsOnly("default");
            assertThat(rig.events()).extracting(FeedRig.Event::body).containsExactly("", "first\n", "");
            assertThat(rig.events().get(2).reason()).isEqualTo("the exchange closed it with code 1001 (maintenance)");
            assertThat(rig.events())
                    .allSatisfy(event -> assertThat(event.receivedAt()).isBetween(before, Instant.now()));
            assertThat(rig.events().get(0).session())
                    .matches("default-\\d{8}T\\d{6}\\.\\d{3}Z-[0-9a-f]{6}")
                    .isEqualTo(rig.events().get(2).session());
        }
    }

    @Test
    void everyConnectionIsASessionOfItsOwn() throws Exception {
        try (TestExchange exchange = TestExchange.accepting(ServerWebSocket::close)) {
            rig.component().setReconnectPolicy(FeedRig.policy(1, 1));
            rig.start(exchange.url(), frame -> {});

            eventually(() -> rig.events("open").size() >= 5);
            assertThat(rig.events("open")).extracting(FeedRig.Event::session).doesNotHaveDuplicates();
        }
    }

    @Test
    void aFrameOfTwoMebibytesComesWhole() throws Exception {
        String large = "x".repeat(2 << 20);
        try (TestExchange exchange = TestExchange.accepting(socket -> socket.writeTextMessage(large))) {
            rig.start(exchange.url(), frame -> {});

            eventually(() -> rig.events("message").size() == 1);
            assertThat(rig.events("message").get(0).body()).isEqualTo(large);
        }
    }

    @Test
    void aMessageThatIsTooBigEndsTheConnectionInsteadOfLeavingAHole() throws Exception {
        String large = "x".repeat(17 << 20);
        try (TestExchange exchange = TestExchange.accepting(socket -> {
            socket.writeTextMessage("small");
            socket.writeTextMessage(large);
            socket.writeTextMessage("after");
        })) {
            rig.component().setReconnectPolicy(FeedRig.policy(60_000, 60_000));
            rig.start(exchange.url(), frame -> {});

            eventually(() -> !rig.events("close").isEmpty());
            assertThat(rig.events("close").get(0).reason()).startsWith("it failed: ");
            assertThat(rig.events("message")).extracting(FeedRig.Event::body).doesNotContain("after");
        }
    }

    @Test
    void compressionCanBeOffered() throws Exception {
        try (TestExchange exchange = TestExchange.accepting(socket -> send(socket, 10))) {
            rig.component().setCompression(true);
            rig.start(exchange.url(), frame -> {});

            eventually(() -> rig.events("message").size() == 10);
            assertThat(exchange.handshakes().get(0).get("Sec-WebSocket-Extensions"))
                    .contains("permessage-deflate");
        }
    }

    @Test
    void aBinaryFrameComesAsText() throws Exception {
        try (TestExchange exchange =
                TestExchange.accepting(socket -> socket.writeBinaryMessage(Buffer.buffer("{\"type\":\"ok\"}")))) {
            rig.start(exchange.url(), frame -> {});

            eventually(() -> rig.events("message").size() == 1);
            assertThat(rig.events("message").get(0).body()).isEqualTo("{\"type\":\"ok\"}");
        }
    }

    @Test
    void aRouteThatFailsOnEveryFrameGoesOnAndIsReportedOnce() throws Exception {
        try (TestExchange exchange = TestExchange.accepting(socket -> send(socket, 500))) {
            rig.start(exchange.url(), frame -> {
                if (frame.getMessage().getHeader("event").equals("message")) {
                    throw new IllegalStateException("cannot decode");
                }
            });

            eventually(() -> rig.events("message").size() == 500);
            assertThat(rig.log().stream()
                            .filter(line -> line.getFormattedMessage().contains("the route failed"))
                            .map(line -> line.getLevel().toString()))
                    .containsExactly(Level.WARN.toString());
            assertThat(rig.feed().state()).isEqualTo(FeedConnection.State.OPEN);
        }
    }

    @Test
    void twoFeedsOfOneAddressAreTwoConnections() throws Exception {
        try (TestExchange exchange = TestExchange.accepting(socket -> send(socket, 10))) {
            rig.start(new RouteBuilder() {
                @Override
                public void configure() {
                    from(FeedRig.uri(exchange.url(), "default")).process(rig::note);
                    from(FeedRig.uri(exchange.url(), "weather")).process(rig::note);
                }
            });

            eventually(() -> rig.events("message").size() == 20);
            assertThat(exchange.requested()).containsOnly(TestExchange.PATH);
            assertThat(rig.events("message").stream()
                            .filter(event -> event.feed().equals("weather")))
                    .extracting(FeedRig.Event::body)
                    .isEqualTo(numbers(10));
            assertThat(rig.component().getConnections().all())
                    .extracting(FeedConnection::name)
                    .containsExactly("default", "weather");
        }
    }

    static void send(ServerWebSocket socket, int frames) {
        for (int number = 0; number < frames; number++) {
            socket.writeTextMessage(Integer.toString(number));
        }
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }
}
