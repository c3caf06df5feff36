package tickhouse.kalshi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tickhouse.batch.Row;

/** Trades, tickers and lifecycle frames, from JSON to rows. */
class ChannelFramesTest {
    private static final Instant RECEIVED = Instant.parse("2026-11-30T23:59:59.200001Z");
    private static final String TICKER = "KXTEA-26DEC0112-B4";
    // As the route does it.
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static JsonNode json(String name) {
        try {
            return JSON.readTree(Frames.text(name));
        } catch (IOException notJson) {
            throw new IllegalArgumentException(notJson);
        }
    }

    private static Row row(JsonNode frame) {
        return new FrameDecoder()
                .decode(frame, "tea", "session-1", RECEIVED, false)
                .rows()
                .get(0);
    }

    private static TradeEvent trade(String name) {
        return (TradeEvent) row(json(name));
    }

    private static TickerEvent ticker(String name) {
        return (TickerEvent) row(json(name));
    }

    private static LifecycleEvent lifecycle(String name) {
        return (LifecycleEvent) row(json(name));
    }

    @Test
    void aTradeKeepsEveryField() {
        Instant made = Instant.parse("2026-11-24T21:13:51.996Z");

        assertThat(trade("trade-block"))
                .isEqualTo(new TradeEvent(
                        "tea",
                        "session-1",
                        2L,
                        7L,
                        "stream",
                        "7b1d5c3a-0000-4000-8000-000000000002",
                        "KXTEA-26DEC0112-T71250.49",
                        new BigDecimal("0.4715"),
                        new BigDecimal("0.5285"),
                        new BigDecimal("1250000.01"),
                        "yes",
                        "yes",
                        "bid",
                        true,
                        made,
                        made,
                        RECEIVED,
                        ""));
    }

    @Test
    void aTradeHasItsPlaceInTheSequenceIfItHasANumber() {
        assertThat(trade("trade").position()).contains(new Row.Position("tea", "session-1", 3, 5));
        assertThat(trade("trade-unnumbered").position()).isEmpty();
        assertThat(trade("trade").table()).isEqualTo("trades");
    }

    @Test
    void whatATradeMayLackIsNull() {
        TradeEvent trade = trade("trade-unnumbered");

        assertThat(trade.seq()).isNull();
        assertThat(trade.takerSide()).isNull();
        assertThat(trade.takerOutcomeSide()).isNull();
        assertThat(trade.takerBookSide()).isNull();
        assertThat(trade.isBlockTrade()).isNull();
        assertThat(trade.exchangeTs()).isEqualTo(Instant.parse("2026-11-24T21:15:00Z"));
    }

    @Test
    void aMessageWithoutTimeIsPlacedAtItsReceipt() {
        ObjectNode frame = (ObjectNode) json("trade");
        frame.withObject("/msg").without(List.of("ts", "ts_ms"));

        TradeEvent trade = (TradeEvent) row(frame);
        assertThat(trade.exchangeTs()).isNull();
        assertThat(trade.partitionTime()).isEqualTo(RECEIVED);
    }

    @Test
    void fieldsThatNobodyKnowsAreKeptWithEveryDigit() {
        assertThat(trade("trade-unknown-fields").extra())
                .isEqualTo("{\"venue\":{\"name\":\"O'Hara \\\\ \\\"x\\\"\\n\",\"weight\":0.10000000000000000001},"
                        + "\"envelope\":{\"exchange_index\":1}}");
        assertThat(ticker("ticker-unknown-fields").extra()).isEqualTo("{\"Clock\":42,\"envelope\":{\"seq\":12}}");
    }

    @Test
    void ownOrdersAreToldApartInADelta() {
        OrderBookEvent delta = (OrderBookEvent) row(json("orderbook_delta-own-order"));

        assertThat(delta.extra())
                .isEqualTo("{\"client_order_id\":\"mine-1\",\"subaccount\":0,\"tomorrows_field\":{\"a\":[1]},"
                        + "\"envelope\":{\"tomorrows_envelope\":true}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"orderbook_delta", "orderbook_snapshot-requested"})
    void anOrderBookFrameWithKnownFieldsHasNoExtra(String name) {
        assertThat(((OrderBookEvent) row(json(name))).extra()).isEmpty();
    }

    @Test
    void aTickerKeepsEveryFieldAndItsFinestTime() {
        Instant made = Instant.parse("2026-11-24T21:13:52.004217Z");

        assertThat(ticker("ticker"))
                .isEqualTo(new TickerEvent(
                        "tea",
                        "session-1",
                        3,
                        "KXTEA-26DEC0112-T71250.49",
                        "1f0c2d3e-4b5a-4697-8811-aabbccddeeff",
                        new BigDecimal("0.4715"),
                        new BigDecimal("0.4700"),
                        new BigDecimal("0.4730"),
                        new BigDecimal("87.25"),
                        new BigDecimal("12.00"),
                        new BigDecimal("0.09"),
                        new BigDecimal("75986.25"),
                        new BigDecimal("66618.50"),
                        37_900L,
                        33_300L,
                        made,
                        made,
                        RECEIVED,
                        ""));
        assertThat(ticker("ticker").position()).isEmpty();
        assertThat(ticker("ticker").table()).isEqualTo("tickers");
    }

    @Test
    void whatATickerMayLackIsNull() {
        TickerEvent ticker = ticker("ticker-short");

        assertThat(ticker.price()).isNull();
        assertThat(ticker.yesBidSize()).isNull();
        assertThat(ticker.yesAskSize()).isNull();
        assertThat(ticker.lastTradeSize()).isNull();
        assertThat(ticker.dollarVolume()).isNull();
        assertThat(ticker.dollarOpenInterest()).isNull();
        assertThat(ticker.exchangeTs()).isEqualTo(Instant.parse("2026-11-24T21:13:53.104Z"));
    }

    @Test
    void aCreatedMarketKeepsWhatItIsAbout() {
        assertThat(lifecycle("market_lifecycle_v2-created"))
                .isEqualTo(new LifecycleEvent(
                        "tea",
                        "session-1",
                        4,
                        1L,
                        "market_lifecycle_v2",
                        "created",
                        TICKER,
                        "KXTEA-26DEC0112",
                        "",
                        Instant.ofEpochSecond(1_795_500_000),
                        Instant.ofEpochSecond(1_796_126_400),
                        null,
                        null,
                        "",
                        null,
                        null,
                        "deci_cent",
                        "[{\"start\":\"0.0000\",\"end\":\"1.0000\",\"step\":\"0.0010\"}]",
                        "{\"name\":\"Four cups\",\"title\":\"Will it be \\\"four\\\" cups?\","
                                + "\"rules_primary\":\"It's settled\\nat noon.\",\"can_close_early\":true,"
                                + "\"event_ticker\":\"KXTEA-26DEC0112\",\"expected_expiration_ts\":1796130000,"
                                + "\"strike_type\":\"greater\",\"floor_strike\":69499.990000000001}",
                        RECEIVED,
                        null,
                        RECEIVED,
                        "{\"exchange_index\":2}"));
    }

    @Test
    void eachKindOfLifecycleHasItsFields() {
        assertThat(lifecycle("market_lifecycle_v2-activated").isDeactivated()).isFalse();
        assertThat(lifecycle("market_lifecycle_v2-deactivated").isDeactivated()).isTrue();
        assertThat(lifecycle("market_lifecycle_v2-close_date_updated").closeTs())
                .isEqualTo(Instant.ofEpochSecond(1_796_130_000));
        assertThat(lifecycle("market_lifecycle_v2-price_level_structure_updated")
                        .priceLevelStructure())
                .isEqualTo("linear_cent");
        assertThat(lifecycle("market_lifecycle_v2-metadata_updated").extra())
                .isEqualTo("{\"strike_type\":\"between\",\"floor_strike\":4,\"cap_strike\":4.5,"
                        + "\"yes_sub_title\":\"4 to 4.5\"}");
        LifecycleEvent determined = lifecycle("market_lifecycle_v2-determined");
        assertThat(determined.result()).isEqualTo("yes");
        assertThat(determined.settlementValue()).isEqualTo(new BigDecimal("1.0000"));
        assertThat(determined.determinationTs()).isEqualTo(Instant.ofEpochSecond(1_796_126_411));
        LifecycleEvent settled = lifecycle("market_lifecycle_v2-settled");
        assertThat(settled.settledTs()).isEqualTo(Instant.ofEpochSecond(1_796_126_500));
        assertThat(settled.position()).contains(new Row.Position("tea", "session-1", 4, 8));
        assertThat(settled.table()).isEqualTo("market_lifecycle");
    }

    @Test
    void aCombinationIsAMarketToo() {
        LifecycleEvent settled = lifecycle("multivariate_market_lifecycle-settled");

        assertThat(settled.type()).isEqualTo("multivariate_market_lifecycle");
        assertThat(settled.marketTicker()).isEqualTo("KXMVETEA-S2026A1B2-C3D4");
    }

    @Test
    void aWholeEventHasNoMarket() {
        LifecycleEvent event = lifecycle("event_lifecycle");
        assertThat(event.marketTicker()).isEmpty();
        assertThat(event.eventType()).isEmpty();
        assertThat(event.eventTicker()).isEqualTo("KXTEA-26DEC0112");
        assertThat(event.seriesTicker()).isEqualTo("KXTEA");
        assertThat(event.extra())
                .isEqualTo("{\"title\":\"How many cups on Dec 1?\",\"subtitle\":\"Dec 1 at noon\","
                        + "\"collateral_return_type\":\"MECNET\"}");

        LifecycleEvent fee = lifecycle("event_fee_update");
        assertThat(fee.extra()).isEqualTo("{\"fee_type_override\":\"quadratic\",\"fee_multiplier_override\":0.5}");
        assertThat(fee.position()).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({"trade-retired-cents, yes_price, yes_price_dollars", "ticker-retired-cents, price, price_dollars"})
    void retiredFormsAreFormatDrift(String name, String retired, String expected) {
        assertThatExceptionOfType(FormatDriftException.class)
                .isThrownBy(() -> row(json(name)))
                .withMessageContaining("'" + retired + "' instead of '" + expected + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "trade-block, count, count_fp",
        "trade-block, no_price, no_price_dollars",
        "ticker, yes_bid, yes_bid_dollars",
        "ticker, yes_ask, yes_ask_dollars",
        "ticker, volume, volume_fp",
        "ticker, open_interest, open_interest_fp",
        "orderbook_delta, price, price_dollars",
        "orderbook_delta, delta, delta_fp"
    })
    void oneRetiredFieldIsEnough(String name, String retired, String current) {
        ObjectNode frame = (ObjectNode) json(name);
        frame.withObject("/msg").put(retired, 12).remove(current);

        assertThatExceptionOfType(FormatDriftException.class).isThrownBy(() -> row(frame));
    }

    @ParameterizedTest
    @CsvSource({
        "trade-block, trade_id",
        "trade-block, market_ticker",
        "trade-block, yes_price_dollars",
        "trade-block, no_price_dollars",
        "trade-block, count_fp",
        "ticker, market_ticker",
        "ticker, market_id",
        "ticker, price_dollars",
        "ticker, yes_bid_dollars",
        "ticker, yes_ask_dollars",
        "ticker, volume_fp",
        "ticker, open_interest_fp",
        "market_lifecycle_v2-settled, market_ticker",
        "market_lifecycle_v2-settled, event_type",
        "event_lifecycle, event_ticker",
        "event_fee_update, event_ticker"
    })
    void aMissingRequiredFieldIsNamed(String name, String field) {
        ObjectNode frame = (ObjectNode) json(name);
        frame.withObject("/msg").remove(field);

        assertThatExceptionOfType(UndecodableFrameException.class)
                .isThrownBy(() -> row(frame))
                .withMessageContaining("." + field + " should be");
    }

    @ParameterizedTest
    @CsvSource({
        "trade-block, taker_side, 'maybe'",
        "trade-block, taker_book_side, 'middle'",
        "trade-block, is_block_trade, 'no'",
        "ticker, dollar_volume, '12.5'",
        "ticker, time, 'noon'",
        "market_lifecycle_v2-settled, settled_ts, 'noon'",
        "market_lifecycle_v2-determined, settlement_value, 'all'"
    })
    void aFieldOfAnotherFormIsRefused(String name, String field, String value) {
        ObjectNode frame = (ObjectNode) json(name);
        frame.withObject("/msg").put(field, value);

        assertThatExceptionOfType(UndecodableFrameException.class)
                .isThrownBy(() -> row(frame))
                .withMessageContaining("." + field + " should be");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9_999_999_999L, Long.MAX_VALUE})
    void aTimeThatTheTableCannotHoldIsRefused(long seconds) {
        ObjectNode frame = (ObjectNode) json("market_lifecycle_v2-settled");
        frame.withObject("/msg").put("settled_ts", seconds);

        assertThatExceptionOfType(UndecodableFrameException.class)
                .isThrownBy(() -> row(frame))
                .withMessageContaining("a time between 2000 and 2200");
    }
}
