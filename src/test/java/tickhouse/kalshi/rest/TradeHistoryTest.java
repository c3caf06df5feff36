package tickhouse.kalshi.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tickhouse.demo.Fault;
import tickhouse.demo.Side;

final class TradeHistoryTest {
    private final RestRig rig = new RestRig(4);
    private final TradeHistory history = new TradeHistory(new Pages(rig.rest(), 2));
    private final String ticker = rig.exchange().tickers().get(0);
    private final Instant before = Instant.now();

    @BeforeEach
    void trade() {
        for (String count : List.of("0.01", "0.02", "0.03", "0.04", "0.05")) {
            rig.exchange().trade(ticker, Side.NO, new BigDecimal(count));
        }
        rig.exchange().trade(rig.exchange().tickers().get(1), Side.NO, BigDecimal.ONE);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private static List<String> counts(List<JsonNode> trades) {
        return trades.stream().map(trade -> trade.path("count_fp").asText()).toList();
    }

    @Test
    void theTradesOfAMarketAreReadFromEveryPageOldestFirst() {
        assertThat(counts(history.trades(ticker, before, Instant.now())))
                .containsExactly("0.01", "0.02", "0.03", "0.04", "0.05");
        assertThat(rig.exchange().restCalls()).hasSize(3);
    }

    @Test
    void tradesOfOtherTimesAreNotAskedFor() {
        Duration hour = Duration.ofHours(1);

        assertThat(history.trades(ticker, before.minus(hour.multipliedBy(2)), before.minus(hour)))
                .isEmpty();
        assertThat(history.trades(ticker, before.plus(hour), before.plus(hour.multipliedBy(2))))
                .isEmpty();
    }

    @Test
    void theBoundsAreIncludedWhateverTheirFractions() {
        Instant at = Instant.parse(history.trades(ticker, before, Instant.now())
                .get(0)
                .path("created_time")
                .asText());

        assertThat(counts(history.trades(ticker, at, at))).contains("0.01");
    }

    @Test
    void aMarketWithoutTradesHasNone() {
        assertThat(history.trades(rig.exchange().tickers().get(2), before, Instant.now()))
                .isEmpty();
    }

    @Test
    void aCursorThatLeadsBackToTheFirstPageIsAFailure() {
        rig.exchange().inject(new Fault.SpoilCursors(1));

        assertThatExceptionOfType(KalshiRestException.class)
                .isThrownBy(() -> history.trades(ticker, before, Instant.now()))
                .withMessageContaining("the list markets/trades does not end");
    }
}
