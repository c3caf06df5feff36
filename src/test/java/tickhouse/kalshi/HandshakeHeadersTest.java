package tickhouse.kalshi;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeHeadersTest {
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(1_703_123_456_789L), ZoneOffset.UTC);
    private static final URI URL = URI.create("wss://exchange.example/trade-api/ws/v2");

    @ParameterizedTest
    @MethodSource("tickhouse.kalshi.TestKeys#all")
    void theSignatureCoversTimestampMethodAndPath(TestKeys keys) {
        Map<String, Object> headers = Map.copyOf(headers(keys, URL));

        assertThat(headers)
                .hasSize(3)
                .containsEntry("KALSHI-ACCESS-KEY", "key-1")
                .containsEntry("KALSHI-ACCESS-TIMESTAMP", "1703123456789");
        assertThat(TestKeys.verifies(
                        keys.pair().getPublic(),
                        "1703123456789",
                        "/trade-api/ws/v2",
                        String.valueOf(headers.get("KALSHI-ACCESS-SIGNATURE"))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"wss://exchange.example/trade-api/ws/v2/", "wss://exchange.example:1/trade-api/ws/v2?a=b"})
    void queryAndTrailingSlashAreNotSigned(String url) {
        TestKeys keys = TestKeys.PKCS8_ED25519;

        assertThat(headers(keys, URI.create(url))).isEqualTo(headers(keys, URL));
    }

    @Test
    void everyReadingSignsAnew() {
        HandshakeHeaders headers = headers(TestKeys.PKCS8_RSA, URL);

        assertThat(headers.get("KALSHI-ACCESS-SIGNATURE")).isNotEqualTo(headers.get("KALSHI-ACCESS-SIGNATURE"));
    }

    @Test
    void printedItHasNoValues() {
        assertThat(headers(TestKeys.PKCS8_RSA, URL))
                .hasToString("HandshakeHeaders[KALSHI-ACCESS-KEY, KALSHI-ACCESS-TIMESTAMP, KALSHI-ACCESS-SIGNATURE]");
    }

    private static HandshakeHeaders headers(TestKeys keys, URI url) {
        return new HandshakeHeaders("key-1", new RequestSigner(keys.pair().getPrivate()), url, CLOCK);
    }
}
