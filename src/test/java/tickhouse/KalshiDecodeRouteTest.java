package tickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tickhouse.batch.FrameRows;
import tickhouse.kalshi.Frames;

class KalshiDecodeRouteTest {
    private static final Map<String, Object> HEADERS = Map.of(
            "feed",
            "tea",
            "session",
            "s1",
            "receivedAt",
            Instant.parse("2026-11-24T21:13:51.2Z"),
            "useYesPrice",
            "false");

    private final RouteRig rig;

    KalshiDecodeRouteTest(@TempDir Path directory) {
        rig = RouteRig.in(directory)
                .routes("kalshi/decode")
                .mocking("direct:clickhouse-batch", "direct:dead-letter-frame");
    }

    @BeforeEach
    void start() throws Exception {
        rig.start();
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    @Test
    void aFrameBecomesTheRowsOfOneTable() throws Exception {
        MockEndpoint batch = rig.mock("direct:clickhouse-batch");
        batch.expectedMessageCount(1);

        rig.send("direct:kalshi-decode", Frames.text("orderbook_snapshot"), HEADERS);

        batch.assertIsSatisfied();
        FrameRows rows = batch.getExchanges().get(0).getMessage().getBody(FrameRows.class);
        assertThat(rows.table()).isEqualTo("orderbook_events");
        assertThat(rows.rows()).hasSize(5);
    }

    @Test
    void framesStayInTheirOrder() throws Exception {
        MockEndpoint batch = rig.mock("direct:clickhouse-batch");
        batch.expectedMessageCount(3);

        rig.send("direct:kalshi-decode", Frames.text("subscribed"), HEADERS);
        rig.send("direct:kalshi-decode", Frames.text("orderbook_snapshot"), HEADERS);
        rig.send("direct:kalshi-decode", Frames.text("orderbook_delta"), HEADERS);

        batch.assertIsSatisfied();
        assertThat(batch.getExchanges())
                .extracting(exchange ->
                        exchange.getMessage().getBody(FrameRows.class).rows().size())
                .containsExactly(1, 5, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>not JSON</html>", "", "{\"type\":", "[]", "{\"type\":\"trade\"} trailing"})
    void aFrameThatIsNotJsonBecomesADeadLetter(String frame) throws Exception {
        expectDeadLetter(frame);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fill", "orderbook_delta-retired-cents", "orderbook_snapshot-retired-cents"})
    void aFrameThatCannotBeUnderstoodBecomesADeadLetter(String name) throws Exception {
        expectDeadLetter(Frames.text(name));
    }

    private void expectDeadLetter(String frame) throws InterruptedException {
        MockEndpoint deadLetter = rig.mock("direct:dead-letter-frame");
        deadLetter.expectedMessageCount(1);
        deadLetter.expectedHeaderReceived("feed", "tea");
        MockEndpoint batch = rig.mock("direct:clickhouse-batch");
        batch.expectedMessageCount(0);

        rig.send("direct:kalshi-decode", frame, HEADERS);

        deadLetter.assertIsSatisfied();
        batch.assertIsSatisfied();
        assertThat(deadLetter.getExchanges().get(0).getVariable("frame")).isEqualTo(frame);
    }
}
