package tickhouse.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tickhouse.websocket.HandshakeProbe.Answer;

class HandshakeProbeTest {
    private static final String DATE = "Tue, 24 Nov 2026 21:13:51 GMT";

    @Test
    void anAcceptedHandshakeIsSignedHasNoOriginAndIsClosed() throws Exception {
        try (TestExchange exchange = TestExchange.accepting(session -> {})) {
            Answer answer = HandshakeProbe.attempt(URI.create(exchange.url()), Map.of("KALSHI-ACCESS-KEY", "id"));

            assertThat(answer.accepted()).isTrue();
            assertThat(exchange.handshakes()).hasSize(1);
            assertThat(exchange.handshakes().get(0).get("KALSHI-ACCESS-KEY")).isEqualTo("id");
            assertThat(exchange.handshakes().get(0).contains("Origin")).isFalse();
            await().until(() -> exchange.open() == 0);
        }
    }

    @Test
    void theTimeOfARefusalIsKept() throws Exception {
        try (TestExchange exchange = new TestExchange(request ->
                request.response().setStatusCode(403).putHeader("Date", DATE).end())) {
            Answer answer = HandshakeProbe.attempt(URI.create(exchange.url()), Map.of());

            assertThat(answer.accepted()).isFalse();
            assertThat(answer.refusal()).contains("403");
            assertThat(answer.date()).isEqualTo(DATE);
        }
    }

    @Test
    void theTimeOfAnAcceptedHandshakeIsKept() throws Exception {
        try (TestExchange exchange = new TestExchange(request -> {})) {
            exchange.answers(request -> {
                request.response().putHeader("Date", DATE);
                exchange.accept(session -> {}).accept(request);
            });
            Answer answer = HandshakeProbe.attempt(URI.create(exchange.url()), Map.of());

            assertThat(answer.refusal()).isEmpty();
            assertThat(answer.date()).isEqualTo(DATE);
        }
    }

    @Test
    void nobodyThereIsASentenceWithTheSetting() throws Exception {
        Answer answer = HandshakeProbe.attempt(URI.create("ws://127.0.0.1:1/trade-api/ws/v2"), Map.of());

        assertThat(answer.refusal())
                .startsWith("no connection to ws://127.0.0.1:1")
                .contains("KALSHI_URL");
        assertThat(answer.date()).isEmpty();
    }
}
