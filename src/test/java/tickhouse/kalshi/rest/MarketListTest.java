package tickhouse.kalshi.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

final class MarketListTest {
    @Test
    void marketsEventsAndSeriesMayBeMixed() {
        MarketList list = MarketList.of("B-1, event:KXE-26 ,series: KXS,A-1.5,,B-1,event:KXF");

        assertThat(list.tickers()).containsExactly("A-1.5", "B-1");
        assertThat(list.events()).containsExactly("KXE-26", "KXF");
        assertThat(list.series()).containsExactly("KXS");
    }

    @Test
    void aListThatNamesNothingIsRefused() {
        for (String nothing : new String[] {"", "  ", ",", " , ,"}) {
            assertThatExceptionOfType(MarketListException.class)
                    .isThrownBy(() -> MarketList.of(nothing))
                    .withMessage("the list of markets is empty");
        }
    }

    @Test
    void anUnknownPrefixIsRefused() {
        for (String word : new String[] {"Event:KXE", "category:Sports", ":KXE"}) {
            assertThatExceptionOfType(MarketListException.class)
                    .isThrownBy(() -> MarketList.of("A," + word))
                    .withMessage("'" + word + "' is neither a market's ticker nor event:… nor series:…");
        }
    }

    @Test
    void aPrefixWithoutATickerIsRefused() {
        assertThatExceptionOfType(MarketListException.class)
                .isThrownBy(() -> MarketList.of("A,event: "))
                .withMessage("event: or series: lacks the ticker after the colon");
    }
}
