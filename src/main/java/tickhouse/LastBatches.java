package tickhouse;

import java.io.IOException;
import org.apache.camel.CamelContext;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tickhouse.batch.Batch;
import tickhouse.batch.OpenBatches;
import tickhouse.batch.Spool;
import tickhouse.feed.FeedSequences;

/**
 * Makes files of the batches that the routes did not get to before they stopped. Camel completes an aggregation when the stop
 * begins; what comes after that, or is left when the stop is forced, would go with the process.
 */
final class LastBatches extends LifecycleStrategySupport {
    private static final Logger LOG = LoggerFactory.getLogger(LastBatches.class);

    private final OpenBatches batches;
    private final Spool spool;
    private final FeedSequences feeds;

    LastBatches(OpenBatches batches, Spool spool, FeedSequences feeds) {
        this.batches = batches;
        this.spool = spool;
        this.feeds = feeds;
    }

    @Override
    public void onContextStopped(CamelContext context) {
        for (Batch batch : batches.all()) {
            write(batch);
            batches.closed(batch);
        }
        feeds.stopped();
    }

    private void write(Batch batch) {
        if (!spool.accepts(batch)) {
            feeds.droppedAsSpoolIsFull(batch);
            return;
        }
        try {
            spool.write(batch);
            feeds.spooled(batch);
            LOG.info("{} row(s) of {} became a file when the routes had stopped.", batch.size(), batch.table());
        } catch (IOException refused) {
            feeds.droppedAsDiskRefused(batch);
            spool.discard(batch);
        }
    }
}
