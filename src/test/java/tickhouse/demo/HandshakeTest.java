package tickhouse.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandshakeTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String PATH = "/trade-api/ws/v2";

    private final KeyPair edKeys = Signing.ed25519();
    private final SimulatedExchange exchange =
            ExchangeClient.exchange(new ExchangeOptions().markets(3).key("an-ed-key", edKeys.getPublic()));

    @AfterEach
    void close() {
        exchange.close();
    }

    private CompletableFuture<HttpResponse<String>> knock(Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + exchange.port() + PATH));
        headers.forEach(request::header);
        return HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static Map<String, String> signed(Instant at) {
        return Signing.headers(ExchangeClient.KEY_ID, ExchangeClient.KEYS, at, PATH);
    }

    private void assertRefused(Map<String, String> headers, int status, String body) {
        HttpResponse<String> response = knock(headers).join();
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).isEqualTo(body);
    }

    @Test
    void anRsaKeyAndAnEd25519KeyGetIn() {
        ExchangeClient.connect(exchange);
        ExchangeClient.connect(exchange, "an-ed-key", edKeys);
        // A client may hear of the handshake before the exchange has counted it.
        Awaitility.await().until(() -> exchange.connections() == 2);
        assertThat(exchange.connectionAttempts()).isEqualTo(2);
        assertThat(exchange.originSeen()).isFalse();
    }

    @Test
    void aMissingHeaderIsNamed() {
        assertRefused(
                Map.of("KALSHI-ACCESS-KEY", ExchangeClient.KEY_ID),
                401,
                "{\"error\":{\"code\":\"signature_is_missing_from_headers\","
                        + "\"message\":\"signature is missing from headers\"}}");
    }

    @Test
    void anUnknownKeyIsNotFound() {
        assertRefused(
                Signing.headers("nobody", ExchangeClient.KEYS, Instant.now(), PATH),
                401,
                "{\"error\":{\"code\":\"authentication_error\",\"message\":\"authentication_error\","
                        + "\"details\":\"NOT_FOUND\"}}");
    }

    @Test
    void anotherKeysSignatureAndAnotherPathAndAnotherPaddingAreIncorrect() {
        String timestamp = Long.toString(Instant.now().toEpochMilli());
        String pkcs1 = Signing.sign("SHA256withRSA", ExchangeClient.KEYS.getPrivate(), timestamp + "GET" + PATH);
        String body = "{\"error\":{\"code\":\"authentication_error\",\"message\":\"authentication_error\","
                + "\"details\":\"INCORRECT_API_KEY_SIGNATURE\"}}";
        assertRefused(Signing.headers(ExchangeClient.KEY_ID, Signing.rsa(), Instant.now(), PATH), 401, body);
        assertRefused(Signing.headers(ExchangeClient.KEY_ID, ExchangeClient.KEYS, Instant.now(), "/ws/v2"), 401, body);
        assertRefused(Signing.headers(ExchangeClient.KEY_ID, timestamp, pkcs1), 401, body);
        assertRefused(Signing.headers(ExchangeClient.KEY_ID, timestamp, "not base64!"), 401, body);
    }

    @Test
    void aSkewedClockExpiresTheTimestampUntilItIsRight() {
        String body = "{\"error\":{\"code\":\"header_timestamp_expired\",\"message\":\"header timestamp expired\"}}";
        assertRefused(signed(Instant.now().minusSeconds(60)), 401, body);
        exchange.clockOffset(Duration.ofMinutes(-5));
        assertRefused(signed(Instant.now()), 401, body);
        exchange.clockOffset(Duration.ZERO);
        ExchangeClient.connect(exchange);
    }

    @Test
    void anOriginIsForbidden() throws IOException {
        Map<String, String> headers = new HashMap<>(signed(Instant.now()));
        headers.put("Origin", "http://localhost");
        assertRefused(headers, 403, "");
        assertThat(exchange.originSeen()).isTrue();
    }

    @Test
    void queuedRefusalsAnswerAsManyUpgradesAsAsked() {
        exchange.inject(new Fault.Refuse(1, Refusal.UNAVAILABLE));
        exchange.inject(new Fault.Refuse(2, Refusal.TOO_MANY_REQUESTS));
        for (int status : new int[] {503, 429, 429}) {
            assertThatThrownBy(() -> ExchangeClient.connect(exchange))
                    .cause()
                    .asInstanceOf(InstanceOfAssertFactories.type(WebSocketHandshakeException.class))
                    .extracting(failure -> failure.getResponse().statusCode())
                    .isEqualTo(status);
        }
        ExchangeClient.connect(exchange);
        assertThat(exchange.connectionAttempts()).isEqualTo(4);
    }

    @Test
    void aHangingHandshakeIsSeenButNeverAnswered() {
        exchange.inject(new Fault.Hang(1));
        CompletableFuture<HttpResponse<String>> hanging = knock(signed(Instant.now()));
        Awaitility.await().until(() -> exchange.connectionAttempts() == 1);
        ExchangeClient.connect(exchange);
        assertThat(hanging).isNotDone();
    }

    @Test
    void aConnectionMayBeClosedRightAfterItIsAccepted() {
        exchange.inject(new Fault.CloseAfterAccept(1));
        ExchangeClient client = ExchangeClient.connect(exchange);
        Awaitility.await().until(client.closed()::isDone);
        Awaitility.await().until(() -> exchange.connections() == 0);
    }
}
