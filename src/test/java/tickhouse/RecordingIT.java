package tickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tickhouse.RecordedRows.Place;
import tickhouse.clickhouse.embedded.TestEngine;
import tickhouse.demo.BookSnapshot;
import tickhouse.demo.ExchangeOptions;

/** The whole way, from the socket of a simulated exchange to rows in the real engine. */
final class RecordingIT {
    private static final Path RECORDED = Path.of("../shared/kalshi/recorded-session.jsonl");

    private final Path directory;
    private final TestEngine.Database database;
    private final RecordedRows rows;

    RecordingIT(@TempDir Path directory) throws Exception {
        this.directory = directory;
        database = TestEngine.freshDatabase();
        rows = new RecordedRows(database.jdbcUrl());
    }

    private RecorderRig rig(ExchangeOptions options) throws Exception {
        return new RecorderRig(directory, options, database.jdbcUrl());
    }

    @Test
    void everyFrameIsStoredExactlyOnceAndTheBooksAreTheExchanges() throws Exception {
        try (RecorderRig rig = rig(new ExchangeOptions().markets(20).rate(1_000));
                Recorder recorder = rig.start()) {
            await().until(() -> rig.ledger().size() > 5_000);
            rig.exchange().quiesce();
            awaitAllOf(rig);

            assertThat(recorder.context().isStarted()).isTrue();
            assertThat(rows.stored()).isEqualTo(RecordedRows.expected(rig.ledger()));
            for (String ticker : rig.exchange().tickers()) {
                assertThat(rows.book(ticker))
                        .as(ticker)
                        .isEqualTo(levels(rig.exchange().book(ticker)));
            }
        }
        // What the stop itself declared may wait for the next start.
        assertThat(files(file -> !file.contains("/spool/feed_"))).isEmpty();
    }

    @Test
    void aRecordedSessionIsStoredWhole() throws Exception {
        Assumptions.assumeTrue(Files.exists(RECORDED), "the recorded session is not part of the project");
        List<String> frames = Files.readAllLines(RECORDED);
        try (RecorderRig rig = rig(new ExchangeOptions().markets(1).playback(frames));
                Recorder recorder = rig.start()) {
            await().until(() -> recorder.context().isStarted() && rows.stored().size() == 268);

            SortedMap<Place, List<String>> expected = RecordedRows.expected(rig.ledger());
            assertThat(expected).hasSize(268);
            assertThat(rows.stored()).isEqualTo(expected);
            assertThat(rows.count("SELECT max(seq) - min(seq) + 1 - uniqExact(seq) FROM (SELECT seq FROM"
                            + " orderbook_events UNION ALL SELECT assumeNotNull(seq) FROM control_frames WHERE seq IS NOT"
                            + " NULL)"))
                    .isZero();
            for (JsonNode frame : frames.stream().map(RecordedRows::json).toList()) {
                if (frame.get("type").asText().equals("orderbook_snapshot")) {
                    String ticker = frame.get("msg").get("market_ticker").asText();
                    assertThat(rows.book(ticker).values()).as(ticker).noneMatch(size -> size.startsWith("-"));
                }
            }
        }
    }

    private void awaitAllOf(RecorderRig rig) {
        await().ignoreExceptions()
                .until(() -> !rig.ledger().isEmpty()
                        && rows.stored().size()
                                == RecordedRows.expected(rig.ledger()).size());
    }

    private static Map<String, String> levels(BookSnapshot book) {
        Map<String, String> levels = new TreeMap<>();
        book.yes().forEach((price, size) -> levels.put("yes " + plain(price), plain(size)));
        book.no().forEach((price, size) -> levels.put("no " + plain(price), plain(size)));
        return levels;
    }

    private static String plain(BigDecimal value) {
        return RecordedRows.plain(value.toPlainString());
    }

    private List<String> files(Predicate<String> wanted) throws Exception {
        try (Stream<Path> files = Files.walk(directory.resolve("data"))) {
            return files.map(Path::toString)
                    .filter(file -> file.endsWith(".ndjson"))
                    .filter(wanted)
                    .toList();
        }
    }
}
