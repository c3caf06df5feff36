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

    @Test
    void aMarketIsMeantByItsSeriesAndByItsEventWhereThatIsNamed() {
        MarketList list = MarketList.of("event:KXTEA-26,series:KXRAIN,KXONE-1");

        assertThat(list.means("KXTEA-26-A", "KXTEA-26")).isTrue();
        assertThat(list.means("KXTEA-26-A", "")).isTrue();
        assertThat(list.means("KXTEA-26-A-B", "KXTEA-26-A")).isFalse();
        assertThat(list.means("KXRAIN-27-A", "KXRAIN-27")).isTrue();
        assertThat(list.means("KXRAINY-27-A", "KXRAINY-27")).isFalse();
        assertThat(list.means("KXONE-1", "")).isFalse();
        assertThat(list.isFixed()).isFalse();
        assertThat(MarketList.of("KXONE-1").isFixed()).isTrue();
    }
}
