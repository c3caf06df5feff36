package tickhouse.book;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tickhouse.book.BookCheck.Result;
import tickhouse.kalshi.FrameDecoder;
import tickhouse.kalshi.OrderBookEvent;

class BooksTest {
    private static final Instant START = Instant.parse("2026-11-25T10:00:00Z");

    private final Books books = new Books();
    private long seq;
    private Instant now = START;

    private Optional<Finding> apply(boolean yesScale, boolean asked, String type, String body) throws Exception {
        String frame = "{\"type\":\"" + type + "\",\"sid\":1,\"seq\":" + ++seq + ",\"msg\":{" + body + "}}";
        List<OrderBookEvent> rows = new FrameDecoder()
                .decode(new ObjectMapper().readTree(frame), "default", "session", now, yesScale).rows().stream()
                        .map(OrderBookEvent.class::cast)
                        .toList();
        return books.apply(rows, asked);
    }

    private Optional<Finding> snapshot(String market, boolean asked, String levels) throws Exception {
        return apply(false, asked, "orderbook_snapshot", market(market) + levels);
    }

    private Optional<Finding> delta(String market, String side, String price, String change) throws Exception {
        return delta(false, market, side, price, change);
    }

    private Optional<Finding> delta(boolean yesScale, String market, String side, String price, String change)
            throws Exception {
        return apply(
                yesScale,
                false,
                "orderbook_delta",
                market(market) + ",\"price_dollars\":\"" + price + "\",\"delta_fp\":\"" + change + "\",\"side\":\""
                        + side + "\"");
    }

    private static String market(String ticker) {
        return "\"market_ticker\":\"" + ticker + "\",\"market_id\":\"id\"";
    }

    private static String yes(String price, String size) {
        return ",\"yes_dollars_fp\":[[\"" + price + "\",\"" + size + "\"]]";
    }

    @Test
    void anAskedSnapshotEqualsTheSnapshotBeforeAndItsDeltas() throws Exception {
        snapshot("A", false, yes("0.4000", "10.00"));
        delta("A", "yes", "0.4000", "-10.00");
        delta("A", "yes", "0.3900", "4.50");
        assertThat(snapshot("A", true, yes("0.39", "4.5"))).hasValueSatisfying(finding -> {
            assertThat(finding.result()).isEqualTo(Result.EQUAL);
            assertThat(finding.levels()).isEqualTo(1);
            assertThat(finding.seq()).isEqualTo(4);
            assertThat(finding.provenSeq()).isEqualTo(1);
        });
    }

    @Test
    void aDifferenceIsToldLevelByLevelAndTheSnapshotIsTheBookFromThenOn() throws Exception {
        snapshot("A", false, yes("0.4000", "10.00"));
        delta("A", "no", "0.5000", "2.00");
        assertThat(snapshot("A", true, yes("0.4000", "11.00"))).hasValueSatisfying(finding -> {
            assertThat(finding.result()).isEqualTo(Result.DIFFERENT);
            assertThat(finding.differences())
                    .containsExactly(
                            "yes 0.4000: 10.00 recorded, 11.00 at the exchange",
                            "no 0.5000: 2.00 recorded, 0 at the exchange");
        });
        assertThat(snapshot("A", true, yes("0.4000", "11.00")))
                .map(Finding::result)
                .hasValue(Result.EQUAL);
    }

    @Test
    void aSnapshotThatNobodyAskedForIsTakenAsItIs() throws Exception {
        snapshot("A", false, yes("0.4000", "10.00"));
        assertThat(snapshot("A", false, "")).isEmpty();
        assertThat(snapshot("A", true, "")).map(Finding::result).hasValue(Result.EQUAL);
    }

    @Test
    void aLevelBelowZeroIsFoundOnceUntilTheNextSnapshot() throws Exception {
        snapshot("A", false, yes("0.4000", "10.00"));
        assertThat(delta("A", "yes", "0.4000", "-10.01")).hasValueSatisfying(finding -> {
            assertThat(finding.result()).isEqualTo(Result.NEGATIVE_LEVEL);
            assertThat(finding.differences()).containsExactly("the delta -10.01 takes yes 0.4000 below zero");
        });
        assertThat(delta("A", "yes", "0.4000", "-10.00")).isEmpty();
        assertThat(snapshot("A", true, "")).as("nothing to compare with").isEmpty();
        assertThat(delta("A", "yes", "0.4000", "-1.00")).isPresent();
    }

    @Test
    void aDeltaBeforeAnySnapshotIsFoundUnlessAGapSaysSoAlready() throws Exception {
        books.doubt(1, List.of("B"));
        assertThat(delta("B", "yes", "0.4000", "1.00")).isEmpty();
        assertThat(delta("A", "yes", "0.4000", "1.00")).map(Finding::result).hasValue(Result.DELTA_BEFORE_SNAPSHOT);
        assertThat(delta("A", "yes", "0.4000", "1.00")).isEmpty();
    }

    @Test
    void aBookMayBeCrossedForAMomentAndLockedForEver() throws Exception {
        Duration most = Duration.ofSeconds(5);
        snapshot("A", false, yes("0.4000", "10.00"));
        delta("A", "no", "0.6000", "1.00");
        assertThat(books.crossedFor(most, START.plusSeconds(100))).as("locked").isEmpty();
        delta("A", "no", "0.6100", "1.00");
        assertThat(books.crossedFor(most, START.plusSeconds(4))).as("not yet").isEmpty();
        delta("A", "no", "0.6100", "-1.00");
        assertThat(books.crossedFor(most, START.plusSeconds(100))).as("no more").isEmpty();
        now = START.plusSeconds(100);
        delta("A", "no", "0.6100", "1.00");
        assertThat(books.crossedFor(most, START.plusSeconds(105)))
                .map(Finding::result)
                .containsExactly(Result.CROSSED);
        assertThat(books.crossedFor(most, START.plusSeconds(200))).as("once").isEmpty();
    }

    @Test
    void onTheYesScaleTheLowestNoPriceIsTheAsk() throws Exception {
        apply(true, false, "orderbook_snapshot", market("A") + yes("0.4000", "10.00"));
        delta(true, "A", "no", "0.4100", "1.00");
        delta(true, "A", "no", "0.9000", "1.00");
        assertThat(books.crossedFor(Duration.ZERO, START)).isEmpty();
        delta(true, "A", "no", "0.3900", "1.00");
        assertThat(books.crossedFor(Duration.ZERO, START)).hasSize(1);
    }

    @Test
    void aBookThatIsCrossedAtTheExchangeTooIsNotAskedForAgain() throws Exception {
        snapshot("A", false, yes("0.4000", "10.00") + ",\"no_dollars_fp\":[[\"0.7000\",\"1.00\"]]");
        assertThat(books.crossedFor(Duration.ofSeconds(5), START.plusSeconds(100)))
                .isEmpty();
        delta("A", "yes", "0.4000", "1.00");
        assertThat(books.crossedFor(Duration.ofSeconds(5), START.plusSeconds(100)))
                .isEmpty();
    }

    @Test
    void theBooksThatWentLongestWithoutASnapshotComeFirstAndThoseInDoubtNotAtAll() throws Exception {
        for (String market : List.of("A", "B", "C", "D")) {
            now = now.plusSeconds(1);
            snapshot(market, false, "");
        }
        now = now.plusSeconds(1);
        snapshot("A", false, "");
        books.doubt("B");
        assertThat(books.longestUnproven(2)).isEqualTo(Map.of(1L, List.of("C", "D")));
        books.doubt(1);
        assertThat(books.longestUnproven(2)).isEmpty();
    }
}
