package tickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tickhouse.batch.BatchFile;
import tickhouse.batch.DeadLetters;
import tickhouse.health.RecorderMeters;

class DeadLetterReplayRouteTest {
    private static final String QUESTION = "sql:SELECT%201";

    private final RouteRig rig;

    DeadLetterReplayRouteTest(@TempDir Path directory) {
        rig = RouteRig.in(directory)
                .routes("dead-letter/replay")
                .with("dead-letter.replay-interval-ms", "100")
                .mocking("sql:*");
    }

    private void letter(String id, boolean transientCause) throws IOException {
        Path file = rig.spool("orderbook_events", id, BatchLines.deltas(1));
        rig.bean("deadLetters", DeadLetters.class).store(new BatchFile(file), "for the test", transientCause);
    }

    @Test
    void onlyLettersWithATransientCauseGoBack() throws Exception {
        try (rig) {
            rig.start();
            letter("permanent", false);
            letter("transient", true);

            await().untilAsserted(() ->
                    assertThat(RouteRig.filesIn(rig.spool())).containsExactly("orderbook_events/transient.ndjson"));
            await().untilAsserted(() -> assertThat(RouteRig.filesIn(rig.deadLetter()))
                    .containsExactly("orderbook_events/permanent.cause.json", "orderbook_events/permanent.ndjson"));
        }
    }

    @Test
    void theyGoBackOneByOneUntilClickHouseTakesABatchOfTheirTable() throws Exception {
        try (rig) {
            rig.start();
            letter("a", true);
            letter("b", true);
            letter("c", true);
            MockEndpoint clickHouse = rig.mock(QUESTION);
            await().until(() -> !RouteRig.filesIn(rig.spool()).isEmpty());
            clickHouse.expectedMinimumMessageCount(clickHouse.getReceivedCounter() + 2);
            clickHouse.assertIsSatisfied();
            assertThat(RouteRig.filesIn(rig.spool())).containsExactly("orderbook_events/a.ndjson");

            BatchFile probe = new BatchFile(rig.spool().resolve("orderbook_events/a.ndjson"));
            rig.bean("meters", RecorderMeters.class).inserted(probe, 1);

            await().untilAsserted(
                            () -> assertThat(RouteRig.filesIn(rig.spool())).hasSize(3));
        }
    }

    @Test
    void whileClickHouseDoesNotAnswerNothingMoves() throws Exception {
        try (rig) {
            rig.start();
            MockEndpoint clickHouse = rig.mock(QUESTION);
            clickHouse.whenAnyExchangeReceived(exchange -> {
                throw new IOException("refused");
            });
            letter("transient", true);
            clickHouse.expectedMinimumMessageCount(3);

            clickHouse.assertIsSatisfied();
            assertThat(RouteRig.filesIn(rig.spool())).isEmpty();
        }
    }
}
