package tickhouse.kalshi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubscribeCommandTest {
    private final SubscribeCommand command = new SubscribeCommand();

    private static List<String> markets(String list) {
        return list.isEmpty() ? List.of() : List.of(list.split(",", -1));
    }

    private String only(String channels, String markets, boolean useYesPrice) {
        List<String> commands = command.write(channels, markets(markets), useYesPrice);
        assertThat(commands).hasSize(1);
        return commands.get(0);
    }

    @Test
    void oneCommandNamesAllChannelsAndMarketsAndTheScale() {
        assertThat(only("orderbook_delta", "KXTEA-26,KXTEA-26-T71250.49", false))
                .isEqualTo("{\"id\":1,\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"orderbook_delta\"],"
                        + "\"market_tickers\":[\"KXTEA-26\",\"KXTEA-26-T71250.49\"],\"use_yes_price\":false}}");
    }

    @Test
    void theYesPriceScaleIsAskedForByName() {
        assertThat(only("orderbook_delta", "A", true)).endsWith("\"use_yes_price\":true}}");
    }

    @Test
    void withoutOrderBooksNoScaleIsAskedFor() {
        assertThat(only("trade,ticker", "A", true))
                .isEqualTo("{\"id\":1,\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"trade\",\"ticker\"],"
                        + "\"market_tickers\":[\"A\"]}}");
    }

    @Test
    void channelsOfTheWholeExchangeHaveACommandWithoutMarkets() {
        assertThat(command.write(
                        "market_lifecycle_v2,orderbook_delta,multivariate_market_lifecycle", List.of("A"), false))
                .containsExactly(
                        "{\"id\":1,\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"orderbook_delta\"],"
                                + "\"market_tickers\":[\"A\"],\"use_yes_price\":false}}",
                        "{\"id\":2,\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"market_lifecycle_v2\","
                                + "\"multivariate_market_lifecycle\"]}}");
    }

    @Test
    void channelsOfTheWholeExchangeNeedNoMarkets() {
        assertThat(only("market_lifecycle_v2", "", false))
                .isEqualTo("{\"id\":1,\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"market_lifecycle_v2\"]}}");
    }

    @Test
    void blanksEmptyNamesAndRepetitionsOfChannelsAreLeftOut() {
        assertThat(only(" orderbook_delta , trade,,trade", "A,B,C", false))
                .contains("[\"orderbook_delta\",\"trade\"]")
                .contains("[\"A\",\"B\",\"C\"]");
    }

    @Test
    void aTickerCannotBreakOutOfItsText() {
        assertThat(only("orderbook_delta", "A\"]}},{\\", false)).contains("[\"A\\\"]}}\",\"{\\\\\"]");
    }

    @Test
    void withoutMarketsThereIsNoCommand() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> command.write("orderbook_delta", List.of(), false))
                .withMessage("none of the feed's markets is open");
    }

    @Test
    void withoutChannelsThereIsNoCommand() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> command.write(" ", List.of("A"), false))
                .withMessage("the feed's channels are empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fill", "orderbook_snapshot", "ticker_v2", "Trade"})
    void aChannelThatCannotBeRecordedIsRefused(String channel) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> command.write("orderbook_delta," + channel, List.of("A"), false))
                .withMessageContaining("'" + channel + "' is not a channel that can be recorded");
    }
}
