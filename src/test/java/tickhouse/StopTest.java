package tickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is still on its way to the spool when Tickhouse is told to stop. */
class StopTest {
    private final Path directory;

    StopTest(@TempDir Path directory) {
        this.directory = directory;
    }

    /** Camel completes all groups when the stop begins, and again when the routes behind them are gone. */
    @ParameterizedTest
    @ValueSource(strings = {"200", "600000"})
    void aRowThatIsAggregatedWhileTickhouseStopsIsInAFile(String longestWait) throws Exception {
        RouteRig rig = RouteRig.in(directory)
                .routes("clickhouse/batch", "clickhouse/spool")
                .with("batch.max-wait-ms", longestWait)
                .with("camel.main.shutdown-timeout", "4")
                .start();
        try (rig) {
            rig.context().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("seda:late").routeId("late").delay(700).to("direct:clickhouse-batch");
                }
            });
            rig.context().createProducerTemplate().sendBody("seda:late", TestRows.of("orderbook_delta"));
            await().until(() -> rig.context().getInflightRepository().size("late") > 0);
        }

        List<String> files = RouteRig.filesIn(rig.spool());
        assertThat(files).singleElement().asString().startsWith("orderbook_events/2");
        assertThat(Files.readString(rig.spool().resolve(files.get(0))))
                .startsWith("{\"feed\":\"tea\"")
                .hasLineCount(1);
    }

    @Test
    void aRowThatTheDiskRefusesWhileTickhouseStopsIsDeclaredMissing() throws Exception {
        RouteRig rig = RouteRig.in(directory)
                .routes("clickhouse/batch", "clickhouse/spool")
                .with("batch.max-wait-ms", "600000")
                .start();
        try (rig) {
            // A file in the place of the folder.
            Files.createFile(rig.spool().resolve("orderbook_events"));
            rig.send("direct:clickhouse-batch", TestRows.of("orderbook_delta"), Map.of());
        }

        List<String> files = RouteRig.filesIn(rig.spool());
        assertThat(files).hasSize(2).contains("orderbook_events");
        assertThat(Files.readString(rig.spool().resolve(files.get(0))))
                .contains("\"cause\":\"the disk refused the batch file\"")
                .hasLineCount(1);
    }
}
