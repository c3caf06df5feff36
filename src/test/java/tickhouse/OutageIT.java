package tickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tickhouse.RecordedRows.Place;
import tickhouse.batch.Usage;
import tickhouse.clickhouse.embedded.EmbeddedClickHouse;
import tickhouse.clickhouse.embedded.EmbeddedClickHouseOptions;
import tickhouse.clickhouse.embedded.TestEngine;
import tickhouse.demo.ExchangeOptions;

/** What is left after ClickHouse, or Tickhouse itself, was gone in the middle of the recording. */
final class OutageIT {

    private final Path directory;

    OutageIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void whileClickHouseIsGoneBatchesWaitAsFilesAndAreStoredOnceAfterwards() throws Exception {
        EmbeddedClickHouseOptions options =
                EmbeddedClickHouseOptions.in(directory.resolve("engine")).withoutSupervision();
        EmbeddedClickHouse engine = EmbeddedClickHouse.start(options);
        int port = engine.httpPort();
        String url = engine.jdbcUrl("kalshi");
        try (RecorderRig rig =
                new RecorderRig(directory, new ExchangeOptions().markets(10).rate(500), url)) {
            rig.with("DEAD_LETTER_MAXIMUM_REDELIVERIES", "2");
            RecordedRows rows = new RecordedRows(url);
            try (Recorder recorder = rig.start()) {
                await().ignoreExceptions().until(() -> rows.frames(1) > 500);
                engine.kill();
                await().until(() -> deadLetters(rig).files() > 0
                        && Usage.of(rig.data().resolve("spool")).files() > 0);
                engine = EmbeddedClickHouse.start(options.withHttpPort(port));
                rig.exchange().quiesce();
                await().until(() -> RecordedRows.expected(rig.ledger()).size()
                        == rows.stored().size());

                assertThat(recorder.context().isStarted()).isTrue();
                assertThat(rows.stored()).isEqualTo(RecordedRows.expected(rig.ledger()));
                assertThat(deadLetters(rig).files()).isZero();
            }
        } finally {
            engine.close();
        }
    }

    private static Usage deadLetters(RecorderRig rig) {
        return Usage.of(rig.data().resolve("dead-letter"));
    }

    @Test
    void aRecorderThatIsKilledThreeTimesStoresEveryBatchFileOnceAndLosesOnlyTheEndOfAConnection() throws Exception {
        TestEngine.Database database = TestEngine.freshDatabase();
        RecordedRows rows = new RecordedRows(database.jdbcUrl());
        try (RecorderRig rig =
                new RecorderRig(directory, new ExchangeOptions().markets(10).rate(1_000), database.jdbcUrl())) {
            for (int kill = 1; kill <= 3; kill++) {
                Process recorder = rig.process();
                int connection = kill;
                await().ignoreExceptions().until(() -> rows.frames(connection) > 1_000);
                recorder.destroyForcibly().waitFor();
            }
            try (Recorder recorder = rig.start()) {
                await().until(() -> rows.frames(4) > 0 && recorder.context().isStarted());
                rig.exchange().quiesce();
                await().until(() -> rows.stored()
                        .lastKey()
                        .equals(RecordedRows.expected(rig.ledger()).lastKey()));
            }

            SortedMap<Place, List<String>> stored = rows.stored();
            SortedMap<Place, List<String>> expected = RecordedRows.expected(rig.ledger());
            assertThat(expected).containsAllEntriesOf(stored);
            for (int connection = 1; connection <= 4; connection++) {
                int current = connection;
                List<Place> here = stored.keySet().stream()
                        .filter(place -> place.connection() == current)
                        .toList();
                assertThat(here.get(here.size() - 1).seq()).isEqualTo(here.size());
            }
            // What the stop itself declared may wait for the next start.
            assertThat(Usage.of(rig.data().resolve("spool/orderbook_events")).files())
                    .isZero();
            assertThat(deadLetters(rig).files()).isZero();
        }
    }

    @Test
    void aSecondRecorderOnTheSameDirectoryIsRefusedWithTheReason() throws Exception {
        try (RecorderRig rig = new RecorderRig(
                        directory,
                        new ExchangeOptions().markets(2),
                        TestEngine.freshDatabase().jdbcUrl());
                Recorder recorder = rig.start()) {
            Process second = rig.process();
            await().until(() -> !second.isAlive());

            assertThat(recorder.context().isStarted()).isTrue();
            assertThat(second.exitValue()).isEqualTo(1);
            assertThat(Files.readString(directory.resolve("recorder.log")))
                    .contains("data.dir: ")
                    .contains("is in use by another Tickhouse")
                    .contains("DATA_DIR");
        }
    }
}
