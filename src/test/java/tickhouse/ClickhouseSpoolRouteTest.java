package tickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tickhouse.batch.FrameRows;
import tickhouse.batch.GapEvent;
import tickhouse.batch.Gaps;

class ClickhouseSpoolRouteTest {
    private final RouteRig rig;

    ClickhouseSpoolRouteTest(@TempDir Path directory) {
        rig = RouteRig.in(directory)
                .routes("clickhouse/batch", "clickhouse/spool")
                .with("batch.max-rows", "1");
    }

    private void send(String frame) {
        rig.send("direct:clickhouse-batch", TestRows.of(frame), Map.of());
    }

    private List<GapEvent> gaps() {
        return rig.bean("gaps", Gaps.class).take().stream()
                .map(FrameRows::rows)
                .map(rows -> (GapEvent) rows.get(0))
                .toList();
    }

    private List<GapEvent> awaitGaps() {
        return await().until(this::gaps, gaps -> !gaps.isEmpty());
    }

    @Test
    void aBatchBecomesAWholeFileInTheFolderOfItsTable() throws Exception {
        try (rig) {
            rig.start();
            send("orderbook_snapshot");

            await().until(() -> RouteRig.filesIn(rig.spool()).stream().anyMatch(file -> !file.contains(".tmp-")));
            List<String> files = RouteRig.filesIn(rig.spool());
            assertThat(files).hasSize(1);
            assertThat(files.get(0)).matches("orderbook_events/\\d{8}T\\d{6}\\.\\d{3}Z-[0-9a-f]{8}-\\d{6}\\.ndjson");
            assertThat(Files.readString(rig.spool().resolve(files.get(0))))
                    .endsWith("}\n")
                    .hasLineCount(5)
                    .startsWith("{\"feed\":\"tea\",\"session\":\"s1\",\"sid\":1,\"seq\":1,\"level\":0,"
                            + "\"event_type\":\"snapshot\",\"market_ticker\":\"KXTEA-26DEC0112-T71250.49\"");
            assertThat(gaps()).isEmpty();
        }
    }

    @Test
    void whileTheSpoolIsFullABatchIsDroppedAndDeclared() throws Exception {
        try (rig) {
            rig.with("spool.min-free-bytes", Long.toString(Long.MAX_VALUE)).start();
            send("orderbook_snapshot");

            List<GapEvent> gaps = awaitGaps();
            assertThat(RouteRig.filesIn(rig.spool())).isEmpty();
            assertThat(gaps).singleElement().satisfies(gap -> {
                assertThat(gap.cause()).isEqualTo("the spool is full");
                assertThat(gap.rowsLost()).isEqualTo(5);
                assertThat(gap.firstMissingSeq()).isEqualTo(1);
                assertThat(gap.lastMissingSeq()).isEqualTo(1);
                assertThat(gap.feed()).isEqualTo("tea");
            });
        }
    }

    @Test
    void aBatchThatTheDiskRefusesIsDroppedAndDeclared() throws Exception {
        try (rig) {
            rig.start();
            occupy(rig.spool().resolve("orderbook_events"));
            send("orderbook_delta");

            assertThat(awaitGaps()).singleElement().satisfies(gap -> {
                assertThat(gap.cause()).isEqualTo("the disk refused the batch file");
                assertThat(gap.rowsLost()).isEqualTo(1);
                assertThat(gap.firstMissingSeq()).isEqualTo(5);
            });
        }
    }

    /** A file where the folder should be: nothing can be written there, not even by root. */
    private static void occupy(Path folder) throws IOException {
        Files.writeString(folder, "in the way");
    }

    @Test
    void aGapIsWrittenEvenWhileTheSpoolIsFull() throws Exception {
        try (rig) {
            rig.routes("clickhouse/gaps")
                    .with("spool.min-free-bytes", Long.toString(Long.MAX_VALUE))
                    .start();
            send("orderbook_delta");

            await().untilAsserted(() -> assertThat(RouteRig.filesIn(rig.spool()))
                    .singleElement()
                    .asString()
                    .startsWith("feed_gaps/"));
        }
    }
}
