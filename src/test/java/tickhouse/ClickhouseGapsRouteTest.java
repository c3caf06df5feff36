package tickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tickhouse.batch.BatchAggregation;
import tickhouse.batch.FrameRows;
import tickhouse.batch.Gaps;
import tickhouse.batch.OpenBatches;
import tickhouse.feed.FeedSequences;

class ClickhouseGapsRouteTest {
    @Test
    void eachGapThatWasNoticedBecomesARowOnce(@TempDir Path directory) throws Exception {
        try (RouteRig rig = RouteRig.in(directory)
                .routes("clickhouse/gaps")
                .mocking("direct:clickhouse-batch")
                .start()) {
            BatchAggregation aggregation = new BatchAggregation(Clock.systemUTC(), new OpenBatches());
            MockEndpoint batch = rig.mock("direct:clickhouse-batch");
            batch.expectedMessageCount(2);

            FeedSequences feeds = rig.bean("feedSequences", FeedSequences.class);
            feeds.droppedAsSpoolIsFull(aggregation.append(null, TestRows.of("orderbook_delta")));
            feeds.droppedAsDiskRefused(aggregation.append(null, TestRows.of("orderbook_snapshot")));

            batch.assertIsSatisfied();
            assertThat(batch.getExchanges())
                    .extracting(exchange ->
                            exchange.getMessage().getBody(FrameRows.class).table())
                    .containsExactly("feed_gaps", "feed_gaps");
            assertThat(rig.bean("gaps", Gaps.class).take()).isEmpty();
        }
    }
}
