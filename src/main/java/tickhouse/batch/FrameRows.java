package tickhouse.batch;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * The rows of one frame: they belong to one table and one partition, and stay together in one batch.
 *
 * @param rows never empty
 */
public record FrameRows(List<? extends Row> rows) {
    private static final DateTimeFormatter MONTH =
            DateTimeFormatter.ofPattern("yyyyMM").withZone(ZoneOffset.UTC);

    public FrameRows {
        rows = List.copyOf(rows);
    }

    public String table() {
        return rows.get(0).table();
    }

    /** As {@code toYYYYMM} names it. An insert into one partition is one block, which one deduplication token covers. */
    public String partition() {
        return MONTH.format(rows.get(0).partitionTime());
    }
}
