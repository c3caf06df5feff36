package tickhouse.batch;

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
        target.add(frame);
        return target;
    }

    private Batch begin(FrameRows frame) {
        Batch batch = new Batch(frame.table(), clock.instant());
        open.begun(batch);
        return batch;
    }
}
