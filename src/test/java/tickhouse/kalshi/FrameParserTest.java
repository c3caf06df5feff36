package tickhouse.kalshi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameParserTest {
    private final FrameParser parser = new FrameParser();

    private OrderBookSnapshot snapshot(String name) {
        return (OrderBookSnapshot) parser.parse(Frames.json(name));
    }

    private OrderBookDelta delta(String name) {
        return (OrderBookDelta) parser.parse(Frames.json(name));
    }

    private ControlFrame control(String name) {
        return (ControlFrame) parser.parse(Frames.json(name));
    }

    private static BookLevel level(String price, String quantity) {
        return new BookLevel(new BigDecimal(price), new BigDecimal(quantity));
    }

    @Test
    void aSnapshotKeepsEveryLevelExactlyAndInOrder() {
        OrderBookSnapshot snapshot = snapshot("orderbook_snapshot");

        assertThat(snapshot.sid()).contains(1L);
        assertThat(snapshot.seq()).contains(1L);
        assertThat(snapshot.marketTickers()).containsExactly("KXTEA-26DEC0112-T71250.49");
        assertThat(snapshot.marketId()).isEqualTo("1f0c2d3e-4b5a-4697-8811-aabbccddeeff");
        assertThat(snapshot.yes()).containsExactly(level("0.0100", "1200.00"), level("0.4715", "87.25"));
        assertThat(snapshot.no())
                .containsExactly(level("0.5250", "0.01"), level("0.5260", "3000000.50"), level("0.5270", "12.00"));
    }

    @Test
    void aSideThatIsLeftOutIsEmpty() {
        assertThat(snapshot("orderbook_snapshot-yes-only").no()).isEmpty();
        assertThat(snapshot("orderbook_snapshot-yes-only").yes()).hasSize(1);
        assertThat(snapshot("orderbook_snapshot-no-only").yes()).isEmpty();
        assertThat(snapshot("orderbook_snapshot-no-only").no()).hasSize(1);
    }

    @Test
    void aSnapshotWithoutLevelsIsAnEmptyBook() {
        OrderBookSnapshot snapshot = snapshot("orderbook_snapshot-empty");

        assertThat(snapshot.yes()).isEmpty();
        assertThat(snapshot.no()).isEmpty();
        assertThat(snapshot.marketId()).isNotEmpty();
    }

    @Test
    void anUnknownMarketHasAnEmptyIdAndAnEmptyBook() {
        OrderBookSnapshot snapshot = snapshot("orderbook_snapshot-unknown-market");

        assertThat(snapshot.marketId()).isEmpty();
        assertThat(snapshot.yes()).isEmpty();
        assertThat(snapshot.seq()).contains(4L);
    }

    @Test
    void aSnapshotThatWasAskedForIsLikeAnyOther() {
        assertThat(snapshot("orderbook_snapshot-requested").seq()).contains(31L);
        assertThat(snapshot("orderbook_snapshot-requested").no())
                .containsExactly(level("0.4300", "2500.00"), level("0.4200", "2170.00"));
    }

    @Test
    void aDeltaIsASignedChangeOfOneLevel() {
        OrderBookDelta delta = delta("orderbook_delta");

        assertThat(delta)
                .isEqualTo(new OrderBookDelta(
                        1,
                        5,
                        "KXTEA-26DEC0112-T71250.49",
                        "1f0c2d3e-4b5a-4697-8811-aabbccddeeff",
                        Side.YES,
                        new BigDecimal("0.4715"),
                        new BigDecimal("-51.88"),
                        Optional.of(Instant.parse("2026-11-24T21:13:51.996443Z")),
                        ""));
    }

    @ParameterizedTest
    @CsvSource({
        "orderbook_delta, 2026-11-24T21:13:51.996443Z",
        "orderbook_delta-short-fraction, 2026-11-24T21:14:00.630940Z",
        "orderbook_delta-whole-second, 2026-11-24T21:15:00Z",
        "orderbook_delta-milliseconds-only, 2026-11-24T21:15:00.123Z"
    })
    void theTimeHasAFractionOfAnyLengthOrIsInMilliseconds(String name, Instant expected) {
        assertThat(delta(name).exchangeTime()).contains(expected);
    }

    @Test
    void aDeltaWithoutTimeHasNone() {
        assertThat(delta("orderbook_delta-without-time").exchangeTime()).isEmpty();
    }

    @Test
    void tenthsOfACentAndHundredthsOfAContractAreExact() {
        assertThat(delta("orderbook_delta-whole-second").price()).isEqualTo(new BigDecimal("0.001"));
        assertThat(delta("orderbook_delta-whole-second").change()).isEqualTo(new BigDecimal("1500000.00"));
        assertThat(delta("orderbook_delta-short-fraction").change()).isEqualTo(new BigDecimal("0.01"));
    }

    @Test
    void unknownFieldsAreIgnored() {
        assertThat(delta("orderbook_delta-own-order").seq()).contains(10L);
    }

    @Test
    void aTickerIsTakenAsItIs() {
        assertThat(delta("orderbook_delta-strange-ticker").marketTicker())
                .isEqualTo("KX\"quoted\"\\back'slash; DROP TABLE t--ü");
    }

    @Test
    void aSubscribedFrameHasItsSubscriptionInsideTheMessage() {
        assertThat(control("subscribed"))
                .isEqualTo(new ControlFrame(
                        "subscribed",
                        Optional.of(1L),
                        Optional.of(1L),
                        Optional.empty(),
                        Optional.empty(),
                        "{\"channel\":\"orderbook_delta\",\"sid\":1}"));
    }

    @Test
    void anOkTakesANumberOfItsSubscription() {
        assertThat(control("ok").seq()).contains(12L);
        assertThat(control("ok").message()).contains("KXTEA-26DEC0112-B5");
        assertThat(control("ok").marketTickers()).isEmpty();
        assertThat(control("ok-list-at-top").seq()).contains(13L);
        assertThat(control("ok-list-at-top").message()).isEmpty();
    }

    @Test
    void aListOfSubscriptionsHasNoSubscriptionOfItsOwn() {
        ControlFrame list = control("ok-subscriptions");

        assertThat(list.sid()).isEmpty();
        assertThat(list.seq()).isEmpty();
        assertThat(list.message()).startsWith("[{");
    }

    @Test
    void anUnsubscribedFrameNeedsNoMessage() {
        assertThat(control("unsubscribed").seq()).contains(7L);
        assertThat(control("unsubscribed").message()).isEmpty();
    }

    @Test
    void anErrorHasACodeAndMayBelongToASubscription() {
        assertThat(control("error-command").code()).contains(7);
        assertThat(control("error-command").sid()).isEmpty();
        assertThat(control("error-command").commandId()).contains(123L);
        assertThat(control("error-subscription").code()).contains(14);
        assertThat(control("error-subscription").sid()).contains(4L);
        assertThat(control("error-subscription").seq()).contains(4L);
        assertThat(control("error-subscription").commandId()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "orderbook_snapshot-retired-cents",
                "orderbook_snapshot-retired-dollars",
                "orderbook_delta-retired-cents"
            })
    void aRetiredFormatIsRefusedLoudly(String name) {
        assertThatExceptionOfType(FormatDriftException.class)
                .isThrownBy(() -> parser.parse(Frames.json(name)))
                .withMessageStartingWith("format drift: orderbook_");
    }

    @Test
    void anUnknownTypeIsNamed() {
        assertThatExceptionOfType(UnknownFrameTypeException.class)
                .isThrownBy(() -> parser.parse(Frames.json("fill")))
                .withMessage("unknown frame type 'fill'");
    }

    @ParameterizedTest
    @CsvSource({"[1],ARRAY", "null,NULL", "'\"text\"',STRING", "7,NUMBER", "'',MISSING"})
    void aFrameThatIsNoObjectIsRefused(String json, String kind) {
        assertThatExceptionOfType(UndecodableFrameException.class)
                .isThrownBy(() -> parser.parse(Frames.parse(json)))
                .withMessage("a frame should be a JSON object, not " + kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"type\":null}", "{\"type\":5}"})
    void aFrameWithoutATypeIsRefused(String json) {
        assertThatExceptionOfType(UndecodableFrameException.class)
                .isThrownBy(() -> parser.parse(Frames.parse(json)))
                .withMessageStartingWith("frame.type should be text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"market_ticker", "market_id", "price_dollars", "delta_fp", "side"})
    void aDeltaWithoutAFieldNamesIt(String field) {
        assertRefused(without("orderbook_delta", "/msg", field), "orderbook_delta." + field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sid", "seq"})
    void aFrameWithoutItsPlaceInTheSubscriptionNamesTheField(String field) {
        assertRefused(without("orderbook_delta", "", field), "orderbook_delta." + field);
        assertRefused(without("orderbook_snapshot", "", field), "orderbook_snapshot." + field);
    }

    @Test
    void aFrameWithoutMessageIsRefused() {
        assertRefused(
                without("orderbook_delta", "", "msg"), "orderbook_delta.market_ticker should be text, not nothing");
    }

    private static JsonNode without(String name, String object, String field) {
        JsonNode frame = Frames.json(name);
        ((ObjectNode) frame.at(object)).remove(field);
        return frame;
    }

    private void assertRefused(JsonNode frame, String message) {
        assertThatExceptionOfType(UndecodableFrameException.class)
                .isThrownBy(() -> parser.parse(frame))
                .withMessageStartingWith(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.1234567",
                "1234567890123",
                "1e13",
                "1e999999999",
                "1e-999999999",
                "1e99999999999",
                "1e2147483647",
                "12345678901234567890123456789012345678901",
                "",
                " ",
                "half",
                "NaN",
                "0x10",
                "1,5"
            })
    void aNumberThatTheTableCannotHoldIsRefused(String price) {
        assertRefused(priced(price), "orderbook_delta.price_dollars should be a decimal");
    }

    @ParameterizedTest
    @CsvSource({
        "0.1000000000, 0.1",
        "999999999999.999999, 999999999999.999999",
        "1e2, 100",
        "1E-6, 0.000001",
        "0e-999999999, 0",
        "0e999999999, 0",
        "-0.00, 0"
    })
    void aNumberThatTheTableHoldsIsShortInWriting(String price, String expected) {
        BigDecimal decimal = ((OrderBookDelta) parser.parse(priced(price))).price();

        assertThat(decimal.scale()).isBetween(0, 6);
        assertThat(decimal).isEqualByComparingTo(expected);
    }

    @Test
    void aJsonNumberIsNoPrice() {
        JsonNode frame = Frames.json("orderbook_delta");
        ((ObjectNode) frame.at("/msg")).put("price_dollars", 0.47);

        assertRefused(frame, "orderbook_delta.price_dollars should be a decimal as text, not 0.47");
    }

    private static JsonNode priced(String price) {
        JsonNode frame = Frames.json("orderbook_delta");
        ((ObjectNode) frame.at("/msg")).set("price_dollars", TextNode.valueOf(price));
        return frame;
    }

    @ParameterizedTest
    @ValueSource(strings = {"YES", "buy", ""})
    void aSideThatIsNeitherYesNorNoIsRefused(String side) {
        JsonNode frame = Frames.json("orderbook_delta");
        ((ObjectNode) frame.at("/msg")).put("side", side);

        assertRefused(frame, "orderbook_delta.side should be 'yes' or 'no'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "18446744073709551616", "\"5\"", "true"})
    void aSequenceNumberThatIsNoWholeNumberIsRefused(String seq) {
        JsonNode frame = Frames.json("orderbook_delta");
        ((ObjectNode) frame).set("seq", Frames.parse(seq));

        assertRefused(frame, "orderbook_delta.seq should be a whole number from 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "2026-11-24 21:13:51", "1600-01-01T00:00:00Z", "9999-01-01T00:00:00Z"})
    void aTimeThatTheTableCannotHoldIsRefused(String time) {
        JsonNode frame = Frames.json("orderbook_delta");
        ((ObjectNode) frame.at("/msg")).put("ts", time);

        assertRefused(frame, "orderbook_delta.ts should be");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[[\"0.1\"]]", "[\"0.1\"]", "{}", "[[\"0.1\",\"1\",\"2\"]]", "[[0.1,1]]", "\"x\""})
    void aLevelThatIsNoPairOfDecimalsIsRefused(String levels) {
        JsonNode frame = Frames.json("orderbook_snapshot");
        ((ObjectNode) frame.at("/msg")).set("no_dollars_fp", Frames.parse(levels));

        assertRefused(frame, "orderbook_snapshot.no_dollars_fp should be");
    }

    @Test
    void anEmptyArrayIsAnEmptySide() {
        JsonNode frame = Frames.json("orderbook_snapshot");
        ((ObjectNode) frame.at("/msg")).set("no_dollars_fp", Frames.parse("[]"));

        assertThat(((OrderBookSnapshot) parser.parse(frame)).no()).isEqualTo(List.of());
    }

    @Test
    void anErrorCodeBeyondAnyNamesItself() {
        JsonNode frame = Frames.json("error-command");
        ((ObjectNode) frame.at("/msg")).put("code", 4_000_000_000L);

        assertRefused(frame, "error.code should be");
    }
}
