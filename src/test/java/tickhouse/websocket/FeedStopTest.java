package tickhouse.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tickhouse.websocket.FeedRig.eventually;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeedStopTest {
    private final FeedRig rig = new FeedRig();
    private final CountDownLatch routeMayGoOn = new CountDownLatch(1);

    @AfterEach
    void close() {
        routeMayGoOn.countDown();
        rig.close();
    }

    @Test
    void stoppingRunsWhatHasArrivedThroughTheRouteAndNeverReconnects() throws Exception {
        try (TestExchange exchange = TestExchange.accepting(socket -> FeedDeliveryTest.send(socket, 50))) {
            rig.start(exchange.url(), frame -> routeMayGoOn.await());
            eventually(() -> rig.feed().frames() == 50);

            CompletableFuture<Void> stopped =
                    CompletableFuture.runAsync(() -> rig.camel().stop());
            eventually(() -> exchange.sockets().get(0).isClosed());
            assertThat(exchange.sockets().get(0).closeStatusCode()).isEqualTo((short) 1000);
            assertThat(rig.events("message")).isEmpty();
            routeMayGoOn.countDown();
            stopped.join();

            assertThat(rig.events("message")).hasSize(50);
            assertThat(rig.events().get(51).event()).isEqualTo("close");
            assertThat(rig.events().get(51).reason()).isEqualTo("the feed was stopped");
            assertThat(rig.feed().state()).isEqualTo(FeedConnection.State.STOPPED);
            eventually(() -> exchange.open() == 0);
            assertThat(exchange.attempts()).isEqualTo(1);
        }
    }

    @Test
    void aRouteThatDoesNotEndInTimeIsEndedByForceAndTheLossIsCounted() throws Exception {
        rig.camel().getShutdownStrategy().setTimeout(1);
        try (TestExchange exchange = TestExchange.accepting(socket -> FeedDeliveryTest.send(socket, 50))) {
            rig.start(exchange.url(), frame -> {
                if (frame.getMessage().getHeader("event").equals("message")) {
                    routeMayGoOn.await();
                }
            });
            eventually(() -> rig.feed().frames() == 50 && !rig.events("message").isEmpty());

            rig.camel().stop();

            // 49 frames and the close; the fiftieth was in the route.
            assertThat(rig.warnings()).anyMatch(line -> line.contains("did not get 50 event(s)"));
        }
    }

    @Test
    void aRouteCanBeStartedAgain() throws Exception {
        try (TestExchange exchange = TestExchange.accepting(socket -> socket.writeTextMessage("hello"))) {
            rig.start(exchange.url(), frame -> {});
            eventually(() -> rig.events("message").size() == 1);

            rig.camel().getRouteController().stopRoute("kalshi-feed");
            assertThat(rig.feed().state()).isEqualTo(FeedConnection.State.STOPPED);
            rig.camel().getRouteController().startRoute("kalshi-feed");

            eventually(() -> rig.events("message").size() == 2);
            assertThat(rig.feed().frames()).isEqualTo(2);
            assertThat(exchange.attempts()).isEqualTo(2);
        }
    }

    @Test
    void twoRoutesCannotShareAFeed() {
        RouteBuilder twice = new RouteBuilder() {
            @Override
            public void configure() {
                from(FeedRig.uri("ws://127.0.0.1:1/a", "default")).to("log:a");
                from(FeedRig.uri("ws://127.0.0.1:1/b", "default")).to("log:b");
            }
        };

        assertThatThrownBy(() -> rig.start(twice)).hasStackTraceContaining("Two routes consume the feed default");
    }

    @Test
    void aTextGoesToTheLiveSocketOfItsFeed() throws Exception {
        try (TestExchange exchange =
                TestExchange.accepting(socket -> socket.textMessageHandler(socket::writeTextMessage))) {
            rig.start(exchange.url(), frame -> {});
            eventually(() -> rig.feed().state() == FeedConnection.State.OPEN);

            rig.camel()
                    .createProducerTemplate()
                    .sendBody("vertx-websocket:" + exchange.url() + "?feed=default", "{\"id\":1}");

            eventually(() -> rig.events("message").size() == 1);
            assertThat(rig.events("message").get(0).body()).isEqualTo("{\"id\":1}");
            assertThat(exchange.attempts()).isEqualTo(1);
        }
    }

    @Test
    void aTextForAFeedWithoutASocketIsRefused() throws Exception {
        try (TestExchange exchange = TestExchange.refusing(503, "")) {
            rig.component().setReconnectPolicy(FeedRig.policy(60_000, 60_000));
            rig.start(exchange.url(), frame -> {});
            eventually(() -> rig.feed().state() == FeedConnection.State.WAITING);

            assertThatThrownBy(() ->
                            rig.camel().createProducerTemplate().sendBody(FeedRig.uri(exchange.url(), "default"), "{}"))
                    .isInstanceOf(CamelExecutionException.class)
                    .hasRootCauseInstanceOf(NoLiveSocketException.class)
                    .hasRootCauseMessage("The feed default has no live socket (it is WAITING); the text was not sent");
        }
    }
}
