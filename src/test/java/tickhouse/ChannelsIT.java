package tickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tickhouse.clickhouse.embedded.TestEngine;
import tickhouse.demo.ExchangeOptions;
import tickhouse.demo.Side;
import tickhouse.kalshi.Frames;

/** The channels beside the order books, from a simulated exchange to rows in the real engine. */
final class ChannelsIT {
    private static final String EVERY_CHANNEL = "orderbook_delta,trade,ticker,market_lifecycle_v2";

    private final Path directory;
    private final TestEngine.Database database;
    private final RecordedRows rows;

    ChannelsIT(@TempDir Path directory) throws Exception {
        this.directory = directory;
        database = TestEngine.freshDatabase();
        rows = new RecordedRows(database.jdbcUrl());
    }

    private RecorderRig rig(ExchangeOptions options) throws Exception {
        return new RecorderRig(directory, options, database.jdbcUrl()).with("KALSHI_CHANNELS", EVERY_CHANNEL);
    }

    @Test
    void everyFrameOfEveryChannelIsStoredExactlyOnce() throws Exception {
        try (RecorderRig rig = rig(new ExchangeOptions().markets(12).rate(800));
                Recorder recorder = rig.start()) {
            await().until(() ->
                    frames(rig, "trade").size() > 100 && frames(rig, "ticker").size() > 20);
            rig.exchange().createMarket("KXNEW-26DEC01-A", "KXNEW-26DEC01");
            rig.exchange().settleMarket(rig.exchange().tickers().get(0), Side.YES);
            rig.exchange().quiesce();
            await().ignoreExceptions()
                    .until(() -> storedFrames()
                            == rig.ledger().stream()
                                    .filter(frame ->
                                            frame.sid() > 0 || frame.type().equals("subscribed"))
                                    .count());

            assertThat(recorder.context().isStarted()).isTrue();
            assertThat(trades()).containsExactlyElementsOf(expected(rig, "trade", ChannelsIT::trade));
            assertThat(tickers()).containsExactlyElementsOf(expected(rig, "ticker", ChannelsIT::ticker));
            assertThat(lifecycle()).containsExactlyElementsOf(expected(rig, "market_lifecycle_v2", this::lifecycle));
            assertThat(lifecycle()).hasSize(4);
            assertThat(rows.texts("SELECT DISTINCT extra FROM orderbook_events"))
                    .containsExactly("");
            assertThatSequencesAreWhole(3);
        }
    }

    private long storedFrames() throws SQLException {
        return rows.count("SELECT (SELECT uniqExact(session, sid, seq) FROM orderbook_events)"
                + " + (SELECT count() FROM trades) + (SELECT count() FROM tickers)"
                + " + (SELECT count() FROM market_lifecycle) + (SELECT count() FROM control_frames)");
    }

    private void assertThatSequencesAreWhole(int subscriptions) throws SQLException {
        List<String> whole = rows.texts("""
                SELECT sid, min(seq), max(seq) - count() FROM
                (
                    SELECT DISTINCT sid, seq FROM orderbook_events
                    UNION ALL SELECT assumeNotNull(sid), assumeNotNull(seq) FROM trades
                    UNION ALL SELECT sid, assumeNotNull(seq) FROM market_lifecycle
                    UNION ALL SELECT assumeNotNull(sid), assumeNotNull(seq) FROM control_frames WHERE seq IS NOT NULL
                )
                GROUP BY sid ORDER BY sid""");
        assertThat(whole).hasSize(subscriptions).allMatch(subscription -> subscription.endsWith(" 1 0"));
    }

    private List<String> trades() throws SQLException {
        return rows.texts("SELECT seq, source, trade_id, market_ticker, toString(yes_price), toString(no_price),"
                + " toString(quantity), taker_side, taker_outcome_side, taker_book_side, is_block_trade,"
                + " toUnixTimestamp64Micro(ts), toUnixTimestamp64Micro(exchange_ts), extra FROM trades ORDER BY seq");
    }

    private static String trade(JsonNode frame) {
        JsonNode message = frame.get("msg");
        String time = message.get("ts_ms").asText() + "000";
        return join(
                frame.get("seq").asText(),
                "stream",
                message.get("trade_id").asText(),
                message.get("market_ticker").asText(),
                decimal(message, "yes_price_dollars"),
                decimal(message, "no_price_dollars"),
                decimal(message, "count_fp"),
                message.get("taker_side").asText(),
                message.get("taker_outcome_side").asText(),
                message.get("taker_book_side").asText(),
                message.get("is_block_trade").asText(),
                time,
                time,
                "");
    }

    private List<String> tickers() throws SQLException {
        return rows.texts("SELECT market_ticker, market_id, toString(price), toString(yes_bid), toString(yes_ask),"
                + " toString(yes_bid_size), toString(yes_ask_size), toString(last_trade_size), toString(volume),"
                + " toString(open_interest), dollar_volume, dollar_open_interest, toUnixTimestamp64Micro(ts), extra"
                + " FROM tickers ORDER BY received_ts, ts");
    }

    private static String ticker(JsonNode frame) {
        JsonNode message = frame.get("msg");
        Instant time = Instant.parse(message.get("time").asText());
        return join(
                message.get("market_ticker").asText(),
                message.get("market_id").asText(),
                decimal(message, "price_dollars"),
                decimal(message, "yes_bid_dollars"),
                decimal(message, "yes_ask_dollars"),
                decimal(message, "yes_bid_size_fp"),
                decimal(message, "yes_ask_size_fp"),
                decimal(message, "last_trade_size_fp"),
                decimal(message, "volume_fp"),
                decimal(message, "open_interest_fp"),
                message.get("dollar_volume").asText(),
                message.get("dollar_open_interest").asText(),
                Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, time)),
                "");
    }

    private List<String> lifecycle() throws SQLException {
        return rows.texts("SELECT seq, type, event_type, market_ticker, event_ticker, toUnixTimestamp(open_ts),"
                + " toUnixTimestamp(close_ts), toUnixTimestamp(determination_ts), toUnixTimestamp(settled_ts), result,"
                + " toString(settlement_value), is_deactivated, price_level_structure, price_ranges,"
                + " additional_metadata, extra FROM market_lifecycle ORDER BY seq");
    }

    private String lifecycle(JsonNode frame) {
        JsonNode message = frame.get("msg");
        JsonNode metadata = message.path("additional_metadata");
        return join(
                frame.get("seq").asText(),
                frame.get("type").asText(),
                message.get("event_type").asText(),
                message.get("market_ticker").asText(),
                metadata.path("event_ticker").asText(),
                message.path("open_ts").asText("null"),
                message.path("close_ts").asText("null"),
                message.path("determination_ts").asText("null"),
                message.path("settled_ts").asText("null"),
                message.path("result").asText(),
                message.has("settlement_value") ? decimal(message, "settlement_value") : "null",
                message.path("is_deactivated").asText("null"),
                message.path("price_level_structure").asText(),
                message.path("price_ranges").toString(),
                metadata.toString(),
                "");
    }

    @Test
    void framesOfEveryKindAreStoredWithAllTheyHave() throws Exception {
        List<String> frames = Stream.of(
                        "trade-block",
                        "trade-unnumbered",
                        "trade-unknown-fields",
                        "ticker",
                        "ticker-short",
                        "ticker-unknown-fields",
                        "market_lifecycle_v2-created",
                        "market_lifecycle_v2-activated",
                        "market_lifecycle_v2-deactivated",
                        "market_lifecycle_v2-close_date_updated",
                        "market_lifecycle_v2-price_level_structure_updated",
                        "market_lifecycle_v2-metadata_updated",
                        "market_lifecycle_v2-determined",
                        "market_lifecycle_v2-settled",
                        "event_lifecycle",
                        "event_fee_update",
                        "multivariate_market_lifecycle-settled",
                        "orderbook_delta-own-order")
                .map(Frames::text)
                .toList();
        try (RecorderRig rig = rig(new ExchangeOptions().markets(1).playback(frames));
                Recorder recorder = rig.start()) {
            await().ignoreExceptions().until(() -> storedFrames() == frames.size());

            assertThat(recorder.context().isStarted()).isTrue();
            assertThat(rows.texts("SELECT extra FROM trades WHERE extra != '' UNION ALL SELECT extra FROM"
                            + " orderbook_events"))
                    .containsExactlyInAnyOrder(
                            "{\"venue\":{\"name\":\"O'Hara \\\\ \\\"x\\\"\\n\",\"weight\":0.10000000000000000001},"
                                    + "\"envelope\":{\"exchange_index\":1}}",
                            "{\"client_order_id\":\"mine-1\",\"subaccount\":0,\"tomorrows_field\":{\"a\":[1]},"
                                    + "\"envelope\":{\"tomorrows_envelope\":true}}");
            assertThat(rows.texts("SELECT seq, taker_side, taker_outcome_side, taker_book_side, is_block_trade,"
                            + " toUnixTimestamp(ts) FROM trades WHERE quantity < 1"))
                    .containsExactly("null null null null null 1795554900");
            assertThat(rows.texts("SELECT price, yes_bid_size, dollar_volume FROM tickers WHERE volume = 0"))
                    .containsExactly("null null null");
            assertThat(rows.texts("SELECT JSONExtractString(additional_metadata, 'title'),"
                            + " JSONExtractString(additional_metadata, 'rules_primary') FROM market_lifecycle"
                            + " WHERE event_type = 'created'"))
                    .containsExactly("Will it be \"four\" cups? It's settled\nat noon.");
            assertThat(rows.texts("SELECT type, event_ticker, series_ticker, extra FROM market_lifecycle"
                            + " WHERE market_ticker = '' ORDER BY type"))
                    .containsExactly(
                            "event_fee_update KXTEA-26DEC0112  {\"fee_type_override\":\"quadratic\","
                                    + "\"fee_multiplier_override\":0.5}",
                            "event_lifecycle KXTEA-26DEC0112 KXTEA {\"title\":\"How many cups on Dec 1?\","
                                    + "\"subtitle\":\"Dec 1 at noon\",\"collateral_return_type\":\"MECNET\"}");
        }
        assertThat(aBackFillOfAllTrades()).isEqualTo(3);
        assertThat(rows.texts("SELECT DISTINCT source, session != '' FROM trades FINAL"))
                .containsExactly("stream 1");
        execute("OPTIMIZE TABLE trades FINAL");
        assertThat(rows.texts("SELECT source, count() FROM trades GROUP BY source"))
                .containsExactly("stream 3");
    }

    /** The rows that a back-fill over the same time would bring, which come later than the stream's. */
    private long aBackFillOfAllTrades() throws SQLException {
        execute(
                "INSERT INTO trades (* EXCEPT ingest_ts) SELECT * EXCEPT ingest_ts REPLACE ('backfill' AS source,"
                        + " '' AS session, NULL AS sid, NULL AS seq, now64(6) AS received_ts, 'later' AS batch_id) FROM trades");
        return rows.count("SELECT count() FROM trades WHERE source = 'backfill'");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private interface Form {
        String of(JsonNode frame);
    }

    private static List<String> expected(RecorderRig rig, String type, Form form) {
        return frames(rig, type).stream().map(form::of).toList();
    }

    private static List<JsonNode> frames(RecorderRig rig, String type) {
        List<JsonNode> frames = new ArrayList<>();
        rig.ledger().stream()
                .filter(frame -> frame.type().equals(type))
                .forEach(frame -> frames.add(RecordedRows.json(frame.text())));
        return frames;
    }

    private static String decimal(JsonNode message, String name) {
        return RecordedRows.plain(message.get(name).asText());
    }

    private static String join(String... values) {
        return String.join(" ", values);
    }
}
