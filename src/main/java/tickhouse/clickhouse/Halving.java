package tickhouse.clickhouse;

import java.io.IOException;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tickhouse.batch.BatchFile;
import tickhouse.batch.Spool;

/** Makes two batches of one that ClickHouse refused, unless ClickHouse has it after all. */
public final class Halving {
    private static final Logger LOG = LoggerFactory.getLogger(Halving.class);

    private final StoredBatches stored;
    private final Spool spool;

    public Halving(StoredBatches stored, Spool spool) {
        this.stored = stored;
        this.spool = spool;
    }

    /** The halves have tokens of their own, so the whole must surely not be stored. */
    public void halve(BatchFile file) throws IOException, SQLException {
        if (stored.isStored(file)) {
            spool.remove(file);
        } else {
            spool.halve(file);
            LOG.info("Batch {} was refused and is tried again in halves.", file);
        }
    }
}
