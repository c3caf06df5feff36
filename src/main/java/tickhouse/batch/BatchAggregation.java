package tickhouse.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.UncheckedIOException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Appends the rows of a frame to the batch of their table and partition. */
public final class BatchAggregation {
    private final Clock clock;
    private final OpenBatches open;

    public BatchAggregation(Clock clock, OpenBatches open) {
        this.clock = clock;
        this.open = open;
    }

    /** Adds the rows of a frame to a batch, or begins one where there is none. */
    public Batch append(@Nullable Batch batch, FrameRows frame) {
        Batch target = batch == null ? begin(frame) : batch;
        for (Row row : frame.rows()) {
            target.add(row, line(row));
        }
        return target;
    }

    private Batch begin(FrameRows frame) {
        Batch batch = new Batch(frame.table(), clock.instant());
        open.begun(batch);
        return batch;
    }

    private static String line(Row row) {
        try {
            return RowJson.MAPPER.writeValueAsString(row);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
