package tickhouse.kalshi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tickhouse.batch.FrameRows;
import tickhouse.batch.Row;

class FrameDecoderTest {
    private static final Instant RECEIVED = Instant.parse("2026-11-30T23:59:59.200001Z");

    private static FrameRows decode(String name) {
        return new FrameDecoder().decode(Frames.json(name), "tea", "session-1", RECEIVED, true);
    }

    private static List<OrderBookEvent> events(String name) {
        return decode(name).rows().stream().map(OrderBookEvent.class::cast).toList();
    }

    @Test
    void aSnapshotIsARowForEachLevelYesFirst() {
        assertThat(events("orderbook_snapshot"))
                .extracting(
                        OrderBookEvent::level, OrderBookEvent::side, OrderBookEvent::price, OrderBookEvent::quantity)
                .containsExactly(
                        tuple(0, "yes", new BigDecimal("0.0100"), new BigDecimal("1200.00")),
                        tuple(1, "yes", new BigDecimal("0.4715"), new BigDecimal("87.25")),
                        tuple(2, "no", new BigDecimal("0.5250"), new BigDecimal("0.01")),
                        tuple(3, "no", new BigDecimal("0.5260"), new BigDecimal("3000000.50")),
                        tuple(4, "no", new BigDecimal("0.5270"), new BigDecimal("12.00")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"orderbook_snapshot-empty", "orderbook_snapshot-unknown-market"})
    void anEmptySnapshotIsOneRowOfNothingForEachSide(String name) {
        assertThat(events(name))
                .extracting(
                        OrderBookEvent::level, OrderBookEvent::side, OrderBookEvent::price, OrderBookEvent::quantity)
                .containsExactly(
                        tuple(0, "yes", BigDecimal.ZERO, BigDecimal.ZERO),
                        tuple(1, "no", BigDecimal.ZERO, BigDecimal.ZERO));
    }

    @Test
    void anEmptySideStaysVisible() {
        assertThat(events("orderbook_snapshot-no-only"))
                .extracting(OrderBookEvent::level, OrderBookEvent::side, OrderBookEvent::quantity)
                .containsExactly(tuple(0, "yes", BigDecimal.ZERO), tuple(1, "no", new BigDecimal("5.00")));
    }

    @Test
    void aSnapshotHasTheTimeOfItsReceiptAndNoneOfTheExchange() {
        assertThat(events("orderbook_snapshot")).allSatisfy(event -> {
            assertThat(event.ts()).isEqualTo(RECEIVED);
            assertThat(event.exchangeTs()).isNull();
            assertThat(event.receivedTs()).isEqualTo(RECEIVED);
            assertThat(event.eventType()).isEqualTo("snapshot");
        });
    }

    @Test
    void aDeltaIsOneRowAtTheTimeOfTheExchange() {
        Instant exchange = Instant.parse("2026-11-24T21:13:51.996443Z");

        assertThat(decode("orderbook_delta").rows())
                .isEqualTo(List.of(new OrderBookEvent(
                        "tea",
                        "session-1",
                        1,
                        5,
                        0,
                        "delta",
                        "KXTEA-26DEC0112-T71250.49",
                        "1f0c2d3e-4b5a-4697-8811-aabbccddeeff",
                        "yes",
                        new BigDecimal("0.4715"),
                        new BigDecimal("-51.88"),
                        exchange,
                        exchange,
                        RECEIVED,
                        true,
                        "")));
    }

    @Test
    void aDeltaWithoutTimeHasTheTimeOfItsReceipt() {
        OrderBookEvent event = events("orderbook_delta-without-time").get(0);

        assertThat(event.ts()).isEqualTo(RECEIVED);
        assertThat(event.exchangeTs()).isNull();
    }

    @Test
    void controlFramesAreRowsOfTheirOwnTable() {
        FrameRows rows = decode("error-subscription");

        assertThat(rows.table()).isEqualTo("control_frames");
        assertThat(rows.rows())
                .isEqualTo(List.of(new ControlEvent(
                        "tea",
                        "session-1",
                        4L,
                        4L,
                        "error",
                        null,
                        14,
                        "{\"code\":14,\"msg\":\"Market Ticker required\"}",
                        RECEIVED)));
    }

    @Test
    void rowsKnowTheirPlaceInTheSubscription() {
        assertThat(position("orderbook_snapshot")).contains(new Row.Position("tea", "session-1", 1, 1));
        assertThat(position("ok")).contains(new Row.Position("tea", "session-1", 1, 12));
        assertThat(position("subscribed")).isEmpty();
        assertThat(position("error-command")).isEmpty();
    }

    private static Optional<Row.Position> position(String name) {
        return decode(name).rows().get(0).position();
    }

    @Test
    void aFrameBelongsToTheMonthOfItsTime() {
        assertThat(decode("orderbook_delta").partition()).isEqualTo("202611");
        assertThat(decode("orderbook_delta").table()).isEqualTo("orderbook_events");
    }
}
