package tickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tickhouse.clickhouse.embedded.TestEngine;
import tickhouse.demo.ExchangeOptions;
import tickhouse.demo.Fault;
import tickhouse.demo.ReplyFault;

/** What comes over the wire is data: no statement, no expression, no path, no line of a log. */
final class WireInputIT {

    private static final List<String> TEXTS = List.of(
            "KX'; DROP TABLE orderbook_events; --",
            "KX\"double\"'single'`back`",
            "'quoted'",
            "\"quoted\"",
            "KX\\back\\'slash\\",
            "KX\\n\\t\\0\\x41\\u0041\\N",
            "KX\nnew\rline\r\n2026-11-24T21:13:51.123Z ERROR forged           by a ticker",
            "KX\u0085next\u2028line\u2029end",
            "KX\u0000nul\u0001\u001b[2J\b\u007f\ttab",
            "../../../../escaped",
            "..",
            "/escaped/absolute",
            "C:\\escaped\\drive",
            "KX#hash:?market_ticker:#feed?",
            "KX{token}{feed:String}$$here$$",
            "${body}${sys.user.home}$simple{body}${bean:feedSequences}",
            "{{clickhouse.password}}",
            "${jndi:ldap://127.0.0.1/x}%d%n%X{a}",
            "- yaml: [&anchor *alias, !!tag {a: b}] # comment",
            "/* comment */ -- comment",
            "NULL",
            "null",
            " blanks ",
            "snow \u2603 \ud83d\ude00 \u202eright to left",
            "x".repeat(20_000));

    private final Path directory;
    private final TestEngine.Database database;
    private final RecordedRows rows;
    private final RecorderRig rig;
    private final List<LoggedRecorder> recorders = new ArrayList<>();

    WireInputIT(@TempDir Path directory) throws Exception {
        this.directory = directory;
        database = TestEngine.freshDatabase();
        rows = new RecordedRows(database.jdbcUrl());
        rig = new RecorderRig(directory, new ExchangeOptions().markets(3), database.jdbcUrl());
        rig.with("KALSHI_CHANNELS", "orderbook_delta,trade,market_lifecycle_v2");
    }

    @AfterEach
    void end() {
        recorders.forEach(recorder -> recorder.process().destroyForcibly());
        rig.close();
    }

    private LoggedRecorder start() throws IOException {
        LoggedRecorder recorder = LoggedRecorder.start(directory, rig.environment(), "INFO");
        recorders.add(recorder);
        await().ignoreExceptions()
                .until(() -> rows.count("SELECT count() FROM control_frames WHERE type = 'subscribed'") >= 3
                        && rig.exchange().connections() == 1);
        return recorder;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private void send(String type, int sid, long seq, ObjectNode message) {
        ObjectNode frame = object().put("type", type).put("sid", sid);
        if (seq > 0) {
            frame.put("seq", seq);
        }
        rig.exchange().sendRaw(frame.set("msg", message).toString());
    }

    private void awaitTexts(String query) {
        await().untilAsserted(() -> assertThat(rows.texts(query)).as(query).containsExactlyElementsOf(TEXTS));
    }

    @Test
    void everyTextOfAFrameIsStoredAsItIs() throws Exception {
        start();
        for (int index = 0; index < TEXTS.size(); index++) {
            String text = TEXTS.get(index);
            int seq = index + 1;
            send(
                    "orderbook_snapshot",
                    501,
                    2L * seq - 1,
                    object().put("market_ticker", text).put("market_id", text));
            send(
                    "orderbook_delta",
                    501,
                    2L * seq,
                    object().put("market_ticker", text)
                            .put("market_id", text)
                            .put("side", "yes")
                            .put("price_dollars", "0.5")
                            .put("delta_fp", "1")
                            .put(text, text));
            send(
                    "trade",
                    502,
                    seq,
                    object().put("trade_id", text)
                            .put("market_ticker", text)
                            .put("yes_price_dollars", "0.4")
                            .put("no_price_dollars", "0.6")
                            .put("count_fp", "1")
                            .put("ts_ms", 1_795_554_900_000L + index));
            send(
                    "market_lifecycle_v2",
                    503,
                    seq,
                    object().put("market_ticker", text)
                            .put("event_type", "created")
                            .put("event_ticker", text)
                            .put("series_ticker", text)
                            .set("additional_metadata", object().put("title", text)));
            send("error", 504, seq, object().put("code", 5).put("msg", text));
        }

        awaitTexts(
                "SELECT market_ticker FROM orderbook_events WHERE sid = 501 AND event_type = 'snapshot' AND level = 0"
                        + " ORDER BY seq");
        awaitTexts("SELECT market_id FROM orderbook_events WHERE sid = 501 AND event_type = 'delta' ORDER BY seq");
        awaitTexts("SELECT trade_id FROM trades WHERE sid = 502 ORDER BY seq");
        awaitTexts("SELECT market_ticker FROM trades WHERE sid = 502 ORDER BY seq");
        for (String column : List.of("market_ticker", "event_ticker", "series_ticker")) {
            awaitTexts("SELECT " + column + " FROM market_lifecycle WHERE sid = 503 ORDER BY seq");
        }
        await().until(() -> rows.count("SELECT count() FROM control_frames WHERE sid = 504") == TEXTS.size());
        assertThat(json("SELECT message FROM control_frames WHERE sid = 504 ORDER BY seq")
                        .map(message -> message.path("msg").asText()))
                .containsExactlyElementsOf(TEXTS);
        assertThat(json("SELECT additional_metadata FROM market_lifecycle WHERE sid = 503 ORDER BY seq")
                        .map(metadata -> metadata.path("title").asText()))
                .containsExactlyElementsOf(TEXTS);
        assertThat(json("SELECT extra FROM orderbook_events WHERE sid = 501 AND event_type = 'delta' ORDER BY seq"))
                .zipSatisfy(TEXTS, (extra, text) -> assertThat(extra.path(text).asText())
                        .isEqualTo(text));
        // The exchange itself does not know these subscriptions, and says so if the recorder wants to change them.
        assertThat(rows.texts("SELECT cause FROM feed_gaps WHERE cause != 'error 7' AND sid > 500"))
                .isEmpty();
        assertNothingEscaped();
    }

    @Test
    void everyFrameThatCannotBeDecodedIsKeptAsItIs() throws Exception {
        start();
        List<String> frames = new ArrayList<>(TEXTS);
        TEXTS.forEach(text -> frames.add(object().put("type", text).toString()));
        TEXTS.forEach(text -> frames.add(object().put("type", "trade")
                .put("sid", 601)
                .set(
                        "msg",
                        object().put("trade_id", text)
                                .put("market_ticker", text)
                                .put("count_fp", text))
                .toString()));
        frames.forEach(rig.exchange()::sendRaw);

        await().ignoreExceptions().untilAsserted(() -> assertThat(keptFrames()).containsExactlyElementsOf(frames));
        assertNothingEscaped();
    }

    @Test
    void theReasonForWhichTheExchangeClosesIsOneLineOfText() throws Exception {
        LoggedRecorder recorder = start();
        String reason = "bye'; DROP TABLE trades\n2026-11-24T21:13:51.123Z ERROR forged ${body} {{kalshi.key-id}} \"";

        rig.exchange().inject(new Fault.Close(4000, reason));

        recorder.awaitLog("closed it with code 4000");
        await().untilAsserted(
                        () -> assertThat(rows.texts("SELECT reason FROM feed_sessions WHERE closed_ts IS NOT NULL"))
                                .singleElement()
                                .asString()
                                .contains("bye'; DROP TABLE trades", "${body} {{kalshi.key-id}} \""));
        assertNothingEscaped();
    }

    @Test
    void marketsWithAnyNameAreFollowedThroughListsCommandsGapsAndRestarts() throws Exception {
        // A list of the exchange has commas between its tickers.
        List<String> tickers =
                TEXTS.stream().filter(text -> !text.contains(",")).toList();
        tickers.forEach(ticker -> rig.exchange().createMarket(ticker, "KXLIVE-26DEC"));
        rig.with("KALSHI_MARKETS", "series:KXLIVE").with("KALSHI_BACKFILL_DELAY_MS", "0");
        LoggedRecorder recorder = start();
        Set<String> expected = new TreeSet<>(tickers);

        assertThat(tickersOf("subscribe")).isEqualTo(expected);
        await().untilAsserted(() -> assertThat(rows.texts("SELECT DISTINCT market_ticker FROM orderbook_events"))
                .containsExactlyInAnyOrderElementsOf(expected));
        await().untilAsserted(() -> assertThat(remembered()).isEqualTo(expected));

        recorder.process().destroyForcibly().waitFor();
        recorder = start();

        recorder.awaitLog("is healed by new connection");
        await().untilAsserted(() -> assertThat(rows.texts(
                        "SELECT arrayJoin(markets) FROM feed_gaps FINAL WHERE cause = 'process ended' AND channel ="
                                + " 'orderbook_delta'"))
                .containsExactlyInAnyOrderElementsOf(expected));
        assertNothingEscaped();
    }

    @Test
    void marketsThatAreRefusedAreNamedInOneLine() throws Exception {
        rig.exchange().createMarket("KXLIVE-26DEC-A", "KXLIVE-26DEC");
        rig.with("KALSHI_MARKETS", "series:KXLIVE").with("KALSHI_DISCOVERY_INTERVAL_MS", "1000");
        LoggedRecorder recorder = start();
        for (int refusal = 0; refusal < 20; refusal++) {
            rig.exchange().inject(new Fault.OnReply(ReplyFault.MARKET_LIMIT));
        }

        TEXTS.stream().filter(text -> text.contains("forged")).forEach(ticker -> rig.exchange()
                .createMarket(ticker, "KXLIVE-26DEC"));

        recorder.awaitLog("the exchange does not add 1 market(s)");
        assertNothingEscaped();
    }

    @Test
    void marketsThatAPersonNamedAreAskedForAsTheyAre() throws Exception {
        // The list's own characters are the comma and the colon; blanks around a ticker are not part of it.
        Set<String> named = new TreeSet<>();
        TEXTS.stream()
                .filter(text -> !text.contains(",") && !text.contains(":") && !text.contains("\u0000"))
                .filter(text -> !text.contains("{{") && text.strip().equals(text))
                .forEach(named::add);
        assertThat(named).hasSizeGreaterThan(10);
        rig.with("KALSHI_MARKETS", String.join(",", named));
        start();

        assertThat(tickersOf("subscribe")).isEqualTo(named);
        await().untilAsserted(() -> assertThat(rows.texts("SELECT DISTINCT market_ticker FROM orderbook_events"))
                .containsExactlyInAnyOrderElementsOf(named));
        assertNothingEscaped();
    }

    private Stream<JsonNode> json(String query) throws Exception {
        return rows.texts(query).stream().map(RecordedRows::json);
    }

    /** The tickers of the newest command of a kind. */
    private Set<String> tickersOf(String command) {
        Set<String> tickers = new TreeSet<>();
        rig.exchange().commands().stream()
                .map(received -> RecordedRows.json(received.text()))
                .filter(json -> json.path("cmd").asText().equals(command)
                        && json.path("params").has("market_tickers"))
                .reduce((before, last) -> last)
                .ifPresent(json ->
                        json.path("params").path("market_tickers").forEach(ticker -> tickers.add(ticker.asText())));
        return tickers;
    }

    private Set<String> remembered() throws IOException {
        Set<String> markets = new TreeSet<>();
        RecordedRows.json(Files.readString(rig.data().resolve("feeds/default.json")))
                .path("markets")
                .forEach(ticker -> markets.add(ticker.asText()));
        return markets;
    }

    private List<String> keptFrames() throws IOException {
        List<String> frames = new ArrayList<>();
        try (Stream<Path> files = Files.list(rig.data().resolve("dead-letter/frames"))) {
            for (Path file : files.sorted().toList()) {
                Files.readAllLines(file)
                        .forEach(line ->
                                frames.add(RecordedRows.json(line).path("frame").asText()));
            }
        }
        return frames;
    }

    /** No file has a foreign name or place, no line of the log is forged, and every table is there. */
    private void assertNothingEscaped() throws Exception {
        // Files come and go meanwhile.
        await().ignoreException(UncheckedIOException.class).untilAsserted(() -> {
            try (Stream<Path> files = Files.walk(directory)) {
                assertThat(files.map(file -> directory.relativize(file).toString()))
                        .allMatch(name -> name.matches("[A-Za-z0-9._/-]*"))
                        .noneMatch(name -> name.contains("escaped"));
            }
        });
        for (Path place = rig.data().resolve("spool/orderbook_events"); place != null; place = place.getParent()) {
            assertThat(place.resolve("escaped")).doesNotExist();
        }
        assertThat(Path.of("escaped")).doesNotExist();
        for (LoggedRecorder recorder : recorders) {
            assertThat(recorder.log().lines())
                    .hasSizeGreaterThan(2)
                    .allMatch(line -> line.matches("20[0-9-]{8}T[0-9:.]{12}Z (INFO |WARN |ERROR) [^\\p{Cntrl}]*"))
                    .noneMatch(line -> line.startsWith("2026-11-24T21:13:51.123Z"));
        }
        assertThat(rows.texts("SELECT name FROM system.tables WHERE database = '" + database.name() + "'"))
                .contains("orderbook_events", "trades", "market_lifecycle", "control_frames", "feed_gaps");
    }
}
