package tickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.builder.RouteBuilder;
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
                .with("camel.main.shutdown-timeout", "15")
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
}
