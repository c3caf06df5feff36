package tickhouse.clickhouse;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import tickhouse.batch.BatchFile;
import tickhouse.batch.BatchId;

/**
 * Keeps a late repetition from storing a batch twice. ClickHouse remembers only the newest deduplication tokens of a table,
 * so a batch that comes back after hours, from the dead letters or after a stop, is looked up by its {@code batch_id}.
 */
public final class StoredBatches {
    private static final Duration TOKENS_SURELY_REMEMBERED = Duration.ofMinutes(10);

    private final DataSource clickHouse;
    private final InsertStatements statements;
    private final Clock clock;

    public StoredBatches(DataSource clickHouse, InsertStatements statements, Clock clock) {
        this.clickHouse = clickHouse;
        this.statements = statements;
        this.clock = clock;
    }

    /** Whether the rows of a batch still have to be inserted. */
    public boolean isMissing(BatchFile file) throws SQLException {
        Instant now = clock.instant();
        boolean young = BatchId.time(file.batchId())
                .filter(begun -> begun.isAfter(now.minus(TOKENS_SURELY_REMEMBERED)) && !begun.isAfter(now))
                .isPresent();
        return young || !isStored(file);
    }

    /** Whether the server has the batch: it is one block, so it is stored whole or not at all. */
    public boolean isStored(BatchFile file) throws SQLException {
        // The table is one of ours: it has an insert statement. The batch's name is bound.
        statements.columns(file.table());
        try (Connection connection = clickHouse.getConnection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT count() FROM " + file.table() + " WHERE batch_id = ?")) {
            query.setString(1, file.batchId());
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() && rows.getLong(1) > 0;
            }
        }
    }
}
