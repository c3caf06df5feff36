package tickhouse;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelSettingsTest {
    private static Settings with(String channels) {
        return Settings.load(
                Path.of("no.properties"),
                Map.of("KALSHI_KEY_ID", "k", "KALSHI_PRIVATE_KEY_FILE", "k.key", "KALSHI_CHANNELS", channels));
    }

    @Test
    void everyPublicChannelCanBeRecorded() {
        assertThatCode(() -> with("orderbook_delta, trade,ticker,market_lifecycle_v2,multivariate_market_lifecycle")
                        .validate())
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"orderbook_delta,fill", "", "orderbook"})
    void anotherOneStopsTheStart(String channels) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> with(channels).validate())
                .withMessageContaining("kalshi.channels")
                .withMessageContaining("KALSHI_CHANNELS");
    }
}
