package tickhouse.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static tickhouse.websocket.FeedRig.eventually;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeedBackpressureTest {
    private final FeedRig rig = new FeedRig();
    private final CountDownLatch routeMayGoOn = new CountDownLatch(1);

    @AfterEach
    void close() {
        routeMayGoOn.countDown();
        rig.close();
    }

    @Test
    void theExchangeMustWaitForASlowRouteAndLosesNothing() throws Exception {
        int frames = 4_000;
        AtomicInteger sent = new AtomicInteger();
        String filler = "x".repeat(16 << 10);
        try (TestExchange exchange =
                TestExchange.accepting(socket -> sendAsFastAsTaken(socket, filler, frames, sent))) {
            rig.component().setQueueSize(100);
            rig.start(exchange.url(), frame -> routeMayGoOn.await());

            eventually(
                    () -> rig.feed().frames() >= 99 && exchange.sockets().get(0).writeQueueFull());
            assertThat(rig.feed().frames()).isLessThanOrEqualTo(101);
            assertThat(sent.get()).isLessThan(frames);

            routeMayGoOn.countDown();
            eventually(() -> rig.events("message").size() == frames);
            assertThat(rig.events("message"))
                    .extracting(FeedRig.Event::frameNumber)
                    .isEqualTo(LongStream.rangeClosed(1, frames).boxed().toList());
            assertThat(exchange.attempts()).isEqualTo(1);
        }
    }

    @Test
    void aPausedSocketIsNotTakenForASilentOne() throws Exception {
        AtomicInteger pongs = new AtomicInteger();
        try (TestExchange exchange = TestExchange.accepting(socket -> {
            socket.pongHandler(pong -> {
                if (pong.toString().equals("heartbeat")) {
                    pongs.incrementAndGet();
                }
            });
            socket.writePing(Buffer.buffer("heartbeat"));
            FeedDeliveryTest.send(socket, 40);
        })) {
            rig.component().setQueueSize(2);
            rig.component().setSilenceTimeout(2_000);
            rig.start(exchange.url(), frame -> routeMayGoOn.await());

            // One unasked pong every quarter of the silence time: ten of them are far longer than that.
            eventually(() -> pongs.get() >= 10);
            routeMayGoOn.countDown();

            eventually(() -> rig.events("message").size() >= 40);
            assertThat(rig.events("message").subList(0, 40))
                    .extracting(FeedRig.Event::session)
                    .containsOnly(rig.events("open").get(0).session());
        }
    }

    @Test
    void silenceEndsTheConnection() throws Exception {
        try (TestExchange exchange = TestExchange.accepting(socket -> {})) {
            rig.component().setSilenceTimeout(100);
            rig.start(exchange.url(), frame -> {});

            eventually(() -> exchange.attempts() >= 2);
            assertThat(rig.events("close").get(0).reason()).startsWith("no frame and no ping for ");
        }
    }

    @Test
    void pingsAloneKeepTheConnection() throws Exception {
        AtomicInteger pongs = new AtomicInteger();
        try (TestExchange exchange = TestExchange.accepting(socket -> {
            socket.pongHandler(pong -> pongs.incrementAndGet());
            Vertx.currentContext().owner().setPeriodic(50, tick -> socket.writePing(Buffer.buffer("heartbeat")));
        })) {
            rig.component().setSilenceTimeout(3_000);
            rig.start(exchange.url(), frame -> {});

            eventually(() -> rig.feed()
                    .connectedSince()
                    .filter(since -> since.plusSeconds(5).isBefore(Instant.now()))
                    .isPresent());
            assertThat(pongs.get()).isPositive();
            assertThat(exchange.attempts()).isEqualTo(1);
            assertThat(rig.events()).extracting(FeedRig.Event::event).isEqualTo(List.of("open"));
        }
    }

    private static void sendAsFastAsTaken(ServerWebSocket socket, String text, int frames, AtomicInteger sent) {
        while (sent.get() < frames && !socket.writeQueueFull()) {
            socket.writeTextMessage(text);
            sent.incrementAndGet();
        }
        if (sent.get() < frames) {
            socket.drainHandler(drained -> sendAsFastAsTaken(socket, text, frames, sent));
        }
    }
}
