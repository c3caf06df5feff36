package tickhouse.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static tickhouse.websocket.FeedRig.eventually;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.component.vertx.websocket.VertxWebsocketEndpoint;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedWebsocketComponentTest {
    private static final String ROUTES = """
            - route:
                id: kalshi-feed
                description: Takes what the exchange sends.
                from:
                  uri: vertx-websocket:{{kalshi.url}}
                  parameters:
                    consumeAsClient: true
                    feed: default
                  steps:
                    - filter:
                        expression:
                          simple:
                            expression: ${header.event} == 'open'
                        steps:
                          - setBody:
                              expression:
                                constant:
                                  expression: subscribe
                          - to:
                              uri: vertx-websocket:{{kalshi.url}}
                              parameters:
                                feed: default
            """;

    private final FeedConnections connections = new FeedConnections();
    private final FeedWebsocketComponent component = new FeedWebsocketComponent(connections);
    private final Path directory;

    FeedWebsocketComponentTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void propertiesOfCamelMainReachItAndAYamlRouteRunsAFeed(boolean bound) throws Exception {
        try (TestExchange exchange = TestExchange.refusing(503, "")) {
            Main main = main(exchange.url());
            if (bound) {
                main.bind("vertx-websocket", component);
            } else {
                main.addMainListener(new MainListenerSupport() {
                    @Override
                    public void beforeConfigure(BaseMainSupport unused) {
                        main.getCamelContext().addComponent("vertx-websocket", component);
                    }
                });
            }
            main.start();
            try {
                assertThat(component.settings().silenceTimeout()).hasMillis(12_345);
                assertThat(component.getReconnectPolicy().getRedeliveryDelay()).isEqualTo(30);
                assertThat(component.getReconnectPolicy().getMaximumRedeliveryDelay())
                        .isEqualTo(60_000);
                assertThat(component.getReconnectPolicy().isUseCollisionAvoidance())
                        .isTrue();
                eventually(() -> exchange.attempts() >= 1
                        && readiness(main.getCamelContext()).getMessage().isPresent());
                assertThat(exchange.handshakes().get(0).get("X-Test")).isEqualTo("yes");
                assertThat(exchange.requested()).containsOnly(TestExchange.PATH);
                assertThat(readiness(main.getCamelContext()).getState()).isEqualTo(HealthCheck.State.DOWN);
                eventually(() -> readiness(main.getCamelContext())
                        .getMessage()
                        .orElseThrow()
                        .contains("the exchange refused the handshake with 503"));

                exchange.answers(exchange.accept(socket -> socket.textMessageHandler(socket::writeTextMessage)));

                eventually(() -> connections.all().get(0).frames() == 1);
                HealthCheck.Result up = readiness(main.getCamelContext());
                assertThat(up.getState()).isEqualTo(HealthCheck.State.UP);
                assertThat(up.getDetails())
                        .containsEntry("feed", "default")
                        .containsEntry("state", "OPEN")
                        .containsEntry("session", connections.all().get(0).session())
                        .containsKeys("attempts", "lastFailure");
            } finally {
                main.stop();
            }
        }
    }

    @Test
    void anEndpointWithoutAFeedIsStock() throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.addComponent("vertx-websocket", component);
            camel.start();
            VertxWebsocketEndpoint stock = camel.getEndpoint(
                    "vertx-websocket:ws://127.0.0.1:1/x?consumeAsClient=true", FeedWebsocketEndpoint.class);

            assertThat(stock.createConsumer(exchange -> {}).getClass().getName())
                    .isEqualTo("org.apache.camel.component.vertx.websocket.VertxWebsocketClientConsumer");
            assertThat(stock.createProducer().getClass().getName())
                    .isEqualTo("org.apache.camel.component.vertx.websocket.VertxWebsocketProducer");
            assertThat(stock.getConfiguration().isAllowOriginHeader()).isTrue();
        }
    }

    @Test
    void aSecureAddressIsUnderstoodAsWritten() throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.addComponent("vertx-websocket", component);
            camel.start();
            FeedWebsocketEndpoint endpoint = camel.getEndpoint(
                    FeedRig.uri("wss://external-api-ws.kalshi.com/trade-api/ws/v2", "default"),
                    FeedWebsocketEndpoint.class);

            assertThat(endpoint.address()).isEqualTo("wss://external-api-ws.kalshi.com/trade-api/ws/v2");
            assertThat(endpoint.handshake().getPort()).isEqualTo(443);
            assertThat(endpoint.handshake().isSsl()).isTrue();
            assertThat(endpoint.handshake().getURI()).isEqualTo("/trade-api/ws/v2");
        }
    }

    private Main main(String url) throws Exception {
        Path routes = Files.writeString(directory.resolve("feed.camel.yaml"), ROUTES);
        Main main = new Main();
        // Not the settings of Tickhouse, which name all its routes.
        main.setDefaultPropertyPlaceholderLocation("false");
        main.configure().withRoutesIncludePattern("file:" + routes);
        main.bind("kalshiHandshake", Map.of("X-Test", "yes"));
        main.addInitialProperty("kalshi.url", url);
        main.addInitialProperty("camel.component.vertx-websocket.silence-timeout", "12345");
        main.addInitialProperty("camel.component.vertx-websocket.reconnect-policy.redelivery-delay", "30");
        main.addInitialProperty("camel.component.vertx-websocket.handshake-headers", "#bean:kalshiHandshake");
        return main;
    }

    private static HealthCheck.Result readiness(CamelContext camel) {
        return HealthCheckHelper.invokeReadiness(camel, "full").stream()
                .filter(result -> result.getCheck().getId().equals("consumer:kalshi-feed"))
                .findFirst()
                .orElseThrow();
    }
}
