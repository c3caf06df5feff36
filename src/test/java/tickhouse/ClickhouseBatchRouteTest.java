package tickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tickhouse.batch.Batch;

class ClickhouseBatchRouteTest {
    private static final String LONG = "600000";

    private final RouteRig rig;

    ClickhouseBatchRouteTest(@TempDir Path directory) {
        rig = RouteRig.in(directory).routes("clickhouse/batch").mocking("direct:clickhouse-spool");
    }

    private void send(String frame) {
        rig.send("direct:clickhouse-batch", TestRows.of(frame), Map.of());
    }

    private static List<Batch> batches(MockEndpoint spool) {
        return spool.getExchanges().stream()
                .map(exchange -> exchange.getMessage().getBody(Batch.class))
                .toList();
    }

    @Test
    void aBatchIsCompleteWhenItHasItsRowsAndAFrameIsNeverDivided() throws Exception {
        try (rig) {
            rig.with("batch.max-rows", "6").with("batch.max-wait-ms", LONG).start();
            MockEndpoint spool = rig.mock("direct:clickhouse-spool");
            spool.expectedMessageCount(1);

            send("orderbook_snapshot");
            send("orderbook_snapshot");

            spool.assertIsSatisfied();
            assertThat(batches(spool).get(0).size()).isEqualTo(10);
            assertThat(batches(spool).get(0).table()).isEqualTo("orderbook_events");
        }
    }

    @Test
    void aBatchIsCompleteAfterItsTime() throws Exception {
        try (rig) {
            rig.with("batch.max-rows", "500000").with("batch.max-wait-ms", "50").start();
            MockEndpoint spool = rig.mock("direct:clickhouse-spool");
            spool.expectedMessageCount(1);

            send("orderbook_delta");

            spool.assertIsSatisfied();
            assertThat(batches(spool).get(0).size()).isEqualTo(1);
        }
    }

    @Test
    void tablesAndMonthsAreBatchesOfTheirOwn() throws Exception {
        try (rig) {
            rig.with("batch.max-rows", "1").with("batch.max-wait-ms", LONG).start();
            MockEndpoint spool = rig.mock("direct:clickhouse-spool");
            spool.expectedMessageCount(3);

            send("orderbook_delta");
            send("ok");
            rig.send(
                    "direct:clickhouse-batch",
                    TestRows.of("orderbook_snapshot-empty", Instant.parse("2026-12-01T00:00:00Z")),
                    Map.of());

            spool.assertIsSatisfied();
            assertThat(batches(spool)).extracting(Batch::size).containsExactly(1, 1, 2);
            assertThat(batches(spool)).extracting(Batch::id).doesNotHaveDuplicates();
        }
    }

    @Test
    void rowsOfTwoMonthsNeverShareABatch() throws Exception {
        MockEndpoint spool;
        try (rig) {
            rig.with("batch.max-wait-ms", LONG).start();
            spool = rig.mock("direct:clickhouse-spool");
            send("orderbook_snapshot-empty");
            rig.send(
                    "direct:clickhouse-batch",
                    TestRows.of("orderbook_snapshot-empty", Instant.parse("2026-12-01T00:00:00Z")),
                    Map.of());
        }
        // The stop completes what is open.
        assertThat(batches(spool)).extracting(Batch::size).containsExactly(2, 2);
    }
}
