package tickhouse.kalshi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubscribeCommandTest {
    private final SubscribeCommand command = new SubscribeCommand();

    @Test
    void oneCommandNamesAllChannelsAndMarketsAndTheScale() {
        assertThat(command.write("orderbook_delta", "KXTEA-26,KXTEA-26-T71250.49", false))
                .isEqualTo("{\"id\":1,\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"orderbook_delta\"],"
                        + "\"market_tickers\":[\"KXTEA-26\",\"KXTEA-26-T71250.49\"],\"use_yes_price\":false}}");
    }

    @Test
    void theYesPriceScaleIsAskedForByName() {
        assertThat(command.write("orderbook_delta", "A", true)).endsWith("\"use_yes_price\":true}}");
    }

    @Test
    void blanksEmptyNamesAndRepetitionsAreLeftOut() {
        assertThat(command.write(" orderbook_delta , trade,", " A ,, B,A ,\n C", false))
                .contains("[\"orderbook_delta\",\"trade\"]")
                .contains("[\"A\",\"B\",\"C\"]");
    }

    @Test
    void aTickerCannotBreakOutOfItsText() {
        assertThat(command.write("orderbook_delta", "A\"]}},{\\", false)).contains("[\"A\\\"]}}\",\"{\\\\\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", " , ,"})
    void withoutMarketsThereIsNoCommand(String markets) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> command.write("orderbook_delta", markets, false))
                .withMessage("the feed's markets are empty");
    }

    @Test
    void withoutChannelsThereIsNoCommand() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> command.write(" ", "A", false))
                .withMessage("the feed's channels are empty");
    }
}
