package tickhouse.kalshi.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tickhouse.demo.Fault;
import tickhouse.demo.Refusal;
import tickhouse.demo.Side;

final class MarketDiscoveryTest {
    private static final String EVENT = "KXDEMOBTCD-26DEC01";
    private static final String SERIES = "KXDEMOHIGH";

    private final RestRig rig = new RestRig(80);
    private final MarketDiscovery discovery = new MarketDiscovery(rig.rest());
    private final MarketDiscovery inSmallPages = new MarketDiscovery(new Pages(rig.rest(), 3));

    @AfterEach
    void close() {
        rig.close();
    }

    private List<String> listed(String prefix) {
        return rig.exchange().tickers().stream()
                .filter(ticker -> ticker.startsWith(prefix))
                .toList();
    }

    @Test
    void marketsNamedOneByOneNeedNoCall() {
        assertThat(discovery.openMarkets("KXB,KXA,KXNOSUCH")).containsExactly("KXA", "KXB", "KXNOSUCH");
        assertThat(rig.exchange().restCalls()).isEmpty();
    }

    @Test
    void anEventIsItsOpenMarkets() {
        List<String> markets = listed(EVENT + "-");
        rig.exchange().settleMarket(markets.get(3), Side.YES);

        assertThat(discovery.openMarkets("event:" + EVENT))
                .hasSize(9)
                .doesNotContain(markets.get(3))
                .isSubsetOf(markets);
    }

    @Test
    void aSeriesIsItsOpenMarketsWithoutCombinations() {
        assertThat(discovery.openMarkets("series:" + SERIES))
                .hasSize(20)
                .containsExactlyElementsOf(listed(SERIES + "-"));
        assertThat(rig.exchange().restCalls())
                .singleElement()
                .asString()
                .contains("series_ticker=" + SERIES, "status=open", "limit=1000", "mve_filter=exclude");
    }

    @Test
    void aMixtureIsOneSortedSet() {
        String both = listed(EVENT + "-").get(0);

        assertThat(List.copyOf(discovery.openMarkets(both + ",event:" + EVENT + ",KXZ,series:" + SERIES)))
                .hasSize(31)
                .isSorted()
                .contains(both, "KXZ")
                .containsAll(listed(EVENT + "-"))
                .containsAll(listed(SERIES + "-"));
    }

    @Test
    void everyPageIsRead() {
        assertThat(inSmallPages.openMarkets("series:" + SERIES)).containsExactlyElementsOf(listed(SERIES + "-"));
        assertThat(rig.exchange().restCalls()).hasSize(7);
    }

    @Test
    void moreMarketsThanFitOnOnePageAreAllFound() {
        try (RestRig large = new RestRig(4_400)) {
            MarketDiscovery all = new MarketDiscovery(large.rest());

            assertThat(all.openMarkets("series:" + SERIES)).hasSize(1_100);
            assertThat(large.exchange().restCalls()).hasSize(2);
        }
    }

    @Test
    void anUnknownEventOrSeriesIsEmpty() {
        assertThat(discovery.openMarkets("event:KXNOSUCH,series:KXNOSUCH")).isEmpty();
        assertThat(discovery.openMarkets("event:KXNOSUCH,KXA")).containsExactly("KXA");
    }

    @Test
    void aCursorThatLeadsBackToTheFirstPageIsAFailure() {
        rig.exchange().inject(new Fault.SpoilCursors(1));

        assertThatExceptionOfType(KalshiRestException.class)
                .isThrownBy(() -> inSmallPages.openMarkets("series:" + SERIES))
                .withMessage("the list markets does not end: the exchange answered with a page that was there before");
        assertThat(rig.exchange().restCalls()).hasSize(2);
    }

    @Test
    void aCursorThatComesAgainIsAFailure() {
        rig.exchange().inject(new Fault.RefuseRest(2, new Refusal(200, "{\"markets\":[],\"cursor\":\"same\"}")));

        assertThatExceptionOfType(KalshiRestException.class)
                .isThrownBy(() -> discovery.openMarkets("series:" + SERIES))
                .withMessageContaining("does not end");
        assertThat(rig.exchange().restCalls()).hasSize(2);
    }

    @Test
    void anEmptyPageInTheMiddleIsNotTheEnd() {
        rig.exchange().inject(new Fault.RefuseRest(1, new Refusal(200, "{\"markets\":[],\"cursor\":\"next\"}")));

        assertThat(discovery.openMarkets("series:" + SERIES)).hasSize(20);
    }

    @Test
    void anAnswerWithoutMarketsIsAFailureAndNotAnEmptyList() {
        for (String body : List.of("{\"cursor\":\"\"}", "{\"markets\":[{\"name\":\"A\"}],\"cursor\":\"\"}")) {
            rig.exchange().inject(new Fault.RefuseRest(1, new Refusal(200, body)));

            assertThatExceptionOfType(KalshiRestException.class)
                    .isThrownBy(() -> discovery.openMarkets("series:" + SERIES))
                    .withMessage("the list markets answered without markets, each with its ticker");
        }
    }

    @Test
    void ofManyMarketsTheEndedOnesAreFound() {
        List<String> markets = rig.exchange().tickers();
        rig.exchange().settleMarket(markets.get(3), Side.YES);

        assertThat(discovery.ended(markets)).containsExactly(markets.get(3));
        assertThat(discovery.ended(List.of("KXNOSUCH"))).isEmpty();
    }
}
