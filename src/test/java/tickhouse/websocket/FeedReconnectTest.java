package tickhouse.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static tickhouse.websocket.FeedRig.eventually;

import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeedReconnectTest {
    private static final Pattern NEXT_ATTEMPT = Pattern.compile("Next attempt in (\\d+) ms\\.$");

    private final FeedRig rig = new FeedRig();

    @AfterEach
    void close() {
        rig.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | {\"error\":{\"code\":\"authentication_error\",\"details\":\"INCORRECT_API_KEY_SIGNATURE\"}} | Check that KALSHI_KEY_ID belongs to KALSHI_PRIVATE_KEY_FILE.",
                "403 | forbidden | Origin",
                "429 | {\"error\":\"too many requests\"} | too many requests",
                "503 | <html>unavailable</html> | there is nothing to do here",
            })
    void aRefusalIsOneLineWithItsRemedyAndEndsNothing(int status, String body, String remedy) throws Exception {
        try (TestExchange exchange = TestExchange.refusing(status, body)) {
            rig.component().setReconnectPolicy(FeedRig.policy(60_000, 60_000));
            rig.start(exchange.url(), frame -> {});

            eventually(() -> rig.feed().state() == FeedConnection.State.WAITING);
            eventually(() -> !rig.warnings().isEmpty());
            assertThat(rig.warnings()).hasSize(1);
            assertThat(rig.warnings().get(0))
                    .startsWith("Feed default: the exchange refused the handshake with " + status)
                    .contains(remedy)
                    .endsWith("Next attempt in 60.0 s.");
            assertThat(rig.log()).allMatch(line -> line.getThrowableProxy() == null);
            assertThat(rig.camel().isStarted()).isTrue();
            assertThat(rig.events()).isEmpty();
        }
    }

    @Test
    void afterRefusalsTheFeedConnectsByItself() throws Exception {
        try (TestExchange exchange = TestExchange.refusing(503, "")) {
            rig.start(exchange.url(), frame -> {});
            eventually(() -> exchange.attempts() >= 3);

            exchange.answers(exchange.accept(socket -> socket.writeTextMessage("back")));

            eventually(() -> rig.events("message").size() == 1);
            assertThat(rig.feed().state()).isEqualTo(FeedConnection.State.OPEN);
        }
    }

    @Test
    void aPortWhereNothingListensIsOneClearLine() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        rig.component().setReconnectPolicy(FeedRig.policy(60_000, 60_000));
        rig.start("ws://127.0.0.1:" + port + "/x", frame -> {});

        eventually(() -> rig.warnings().size() == 1);
        assertThat(rig.warnings().get(0))
                .contains("no connection to ws://127.0.0.1:" + port)
                .contains("Check the network and KALSHI_URL.");
    }

    @Test
    void anUnknownHostIsOneClearLine() throws Exception {
        rig.component().setReconnectPolicy(FeedRig.policy(60_000, 60_000));
        rig.start("ws://exchange.invalid/x", frame -> {});

        eventually(() -> rig.warnings().size() == 1);
        assertThat(rig.warnings().get(0)).contains("Check ");
    }

    @Test
    void headersThatCannotBeMadeAreAFailedAttempt() throws Exception {
        try (TestExchange exchange = TestExchange.accepting(socket -> {})) {
            rig.component().setHandshakeHeaders(new BrokenHeaders());
            rig.start(exchange.url(), frame -> {});

            eventually(() -> rig.warnings().size() >= 2);
            assertThat(rig.warnings().get(0)).contains("the headers of the handshake could not be made (no key)");
            assertThat(exchange.attempts()).isZero();
        }
    }

    @Test
    void resetsMakeTheDelaysGrowToTheCap() throws Exception {
        HttpServerOptions reset = new HttpServerOptions().setSoLinger(0);
        try (TestExchange exchange =
                new TestExchange(request -> request.connection().close(), reset)) {
            rig.start(exchange.url(), frame -> {});

            eventually(() -> delays().size() >= 5);
            assertThat(delays().subList(0, 5)).containsExactly(20, 40, 80, 100, 100);
        }
    }

    @Test
    void aServerThatAcceptsAndClosesAtOnceSeesGrowingDelays() throws Exception {
        try (TestExchange exchange = TestExchange.accepting(socket -> {
            socket.writeTextMessage("frame");
            socket.close();
        })) {
            rig.start(exchange.url(), frame -> {});

            eventually(() -> delays().size() >= 5);
            assertThat(delays().subList(0, 5)).containsExactly(20, 40, 80, 100, 100);
        }
    }

    @Test
    void aStableConnectionThatBroughtFramesMakesTheDelaysBeginAnew() throws Exception {
        try (TestExchange exchange = TestExchange.accepting(socket -> socket.textMessageHandler(subscribe -> {
            socket.writeTextMessage("answer");
            socket.close();
        }))) {
            rig.component().setStableAfter(0);
            rig.start(subscribing(exchange.url()));

            eventually(() -> delays().size() >= 4);
            assertThat(delays().subList(0, 4)).containsOnly(20);
        }
    }

    @Test
    void aConnectionWithoutFramesIsNeverStable() throws Exception {
        try (TestExchange exchange =
                TestExchange.accepting(socket -> socket.textMessageHandler(subscribe -> socket.close()))) {
            rig.component().setStableAfter(0);
            rig.start(subscribing(exchange.url()));

            eventually(() -> delays().size() >= 4);
            assertThat(delays().subList(0, 4)).containsExactly(20, 40, 80, 100);
        }
    }

    @Test
    void aHandshakeThatHangsIsOneSocketAtATime() throws Exception {
        try (TestExchange exchange = new TestExchange(request -> {})) {
            rig.component().setHandshakeTimeout(100);
            rig.component().setReconnectPolicy(FeedRig.policy(50, 50));
            rig.start(exchange.url(), frame -> {});

            eventually(() -> exchange.attempts() >= 5);
            assertThat(exchange.mostOpen()).isEqualTo(1);
            assertThat(rig.warnings().get(0))
                    .contains("no answer to the handshake")
                    .contains("within 100 ms")
                    .contains("Check the network and KALSHI_URL.");
        }
    }

    @Test
    void stoppingWhileAHandshakeHangsEndsIt() throws Exception {
        try (TestExchange exchange = new TestExchange(request -> {})) {
            rig.component().setHandshakeTimeout(600_000);
            rig.start(exchange.url(), frame -> {});
            eventually(() -> exchange.attempts() == 1);

            rig.camel().getRouteController().stopRoute("kalshi-feed");

            eventually(() -> exchange.open() == 0);
            assertThat(exchange.attempts()).isEqualTo(1);
            assertThat(rig.feed().state()).isEqualTo(FeedConnection.State.STOPPED);
        }
    }

    @Test
    void aRouteThatCannotSubscribeEndsTheConnectionAndTriesAgain() throws Exception {
        try (TestExchange exchange = TestExchange.accepting(socket -> FeedDeliveryTest.send(socket, 10))) {
            rig.start(exchange.url(), frame -> {
                if (frame.getMessage().getHeader("event").equals("open")) {
                    throw new IllegalStateException("no markets");
                }
            });

            eventually(() -> rig.events("close").size() >= 2);
            assertThat(rig.events("message")).isEmpty();
            assertThat(rig.events("close").get(0).reason())
                    .isEqualTo("the route failed on its opening, so nothing is subscribed: no markets");
            assertThat(rig.log())
                    .allSatisfy(line -> assertThat(line.getThrowableProxy()).isNull());
        }
    }

    @Test
    void aSubscriptionThatBecameADeadLetterIsNoSubscription() throws Exception {
        try (TestExchange exchange = TestExchange.accepting(socket -> {})) {
            rig.start(new RouteBuilder() {
                @Override
                public void configure() {
                    onException(IllegalStateException.class).handled(true);
                    from(FeedRig.uri(exchange.url(), "default"))
                            .process(rig::note)
                            .filter(header("event").isEqualTo("open"))
                            .throwException(new IllegalStateException("no markets"));
                }
            });

            eventually(() -> rig.events("close").size() >= 2);
        }
    }

    @Test
    void noOriginAndTheHeadersOfTheComponentAreSent() throws Exception {
        try (TestExchange exchange = TestExchange.accepting(socket -> socket.writeTextMessage("hello"))) {
            rig.component().setHandshakeHeaders(Map.of("X-Test", "yes"));
            rig.start(exchange.url(), frame -> {});

            eventually(() -> rig.events("message").size() == 1);
            assertThat(exchange.handshakes().get(0).get("X-Test")).isEqualTo("yes");
            assertThat(exchange.handshakes().get(0).contains("Origin")).isFalse();
        }
    }

    @Test
    void theConnectionsCountReconnectsAndFrames() throws Exception {
        CompletableFuture<ServerWebSocket> second = new CompletableFuture<>();
        try (TestExchange exchange = new TestExchange(request -> {})) {
            exchange.answers(exchange.accept(socket -> {
                socket.writeTextMessage("frame");
                exchange.answers(exchange.accept(second::complete));
                socket.close();
            }));
            rig.start(exchange.url(), frame -> {});

            eventually(() -> second.isDone() && rig.feed().state() == FeedConnection.State.OPEN);
            assertThat(rig.feed().reconnects()).isEqualTo(1);
            assertThat(rig.feed().frames()).isEqualTo(1);
            assertThat(rig.feed().attempts()).isEqualTo(2);
            assertThat(rig.feed().lastFrameAt()).isPresent();
            assertThat(rig.feed().lastFailure()).contains("code 1000");
        }
    }

    private RouteBuilder subscribing(String url) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from(FeedRig.uri(url, "default"))
                        .filter(header("event").isEqualTo("open"))
                        .setBody(constant("subscribe"))
                        .to(FeedRig.uri(url, "default"));
            }
        };
    }

    private List<Integer> delays() {
        return rig.warnings().stream()
                .map(NEXT_ATTEMPT::matcher)
                .filter(Matcher::find)
                .map(line -> Integer.valueOf(line.group(1)))
                .toList();
    }
}
