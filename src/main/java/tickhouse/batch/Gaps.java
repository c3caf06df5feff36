package tickhouse.batch;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gaps that are not yet rows: what had to be dropped stays here until the disk takes its declaration. Any thread may
 * use it.
 */
public final class Gaps {
    private static final Logger LOG = LoggerFactory.getLogger(Gaps.class);

    private final Clock clock;
    private final List<GapEvent> pending = new ArrayList<>();

    public Gaps(Clock clock) {
        this.clock = clock;
    }

    /** The batch is dropped: every number it held is declared missing, with the cause. */
    public synchronized void declare(Batch batch, String cause) {
        Instant now = clock.instant();
        LOG.error(
                "{} row(s) of {} were dropped: {}. A row in feed_gaps will say so.",
                batch.size(),
                batch.table(),
                cause);
        for (Map.Entry<Batch.Subscription, List<Batch.SequenceRange>> entry :
                batch.sequences().entrySet()) {
            for (Batch.SequenceRange range : entry.getValue()) {
                add(batch, entry.getKey(), range, cause, now);
            }
        }
        for (Row row : batch.unsequenced()) {
            if (row instanceof GapEvent gap) {
                pending.add(gap);
            }
        }
    }

    private void add(
            Batch batch, Batch.Subscription subscription, Batch.SequenceRange range, String cause, Instant now) {
        pending.add(new GapEvent(
                batch.id() + "/" + subscription.sid() + "/" + range.first(),
                subscription.feed(),
                subscription.session(),
                subscription.sid(),
                cause,
                range.first(),
                range.last(),
                range.rows(),
                batch.begun(),
                now,
                "batch " + batch.id() + " of " + batch.table()));
    }

    /** Takes what is to be declared now; a declaration that fails comes back by {@link #declare}. */
    public synchronized List<FrameRows> take() {
        List<FrameRows> gaps =
                pending.stream().map(gap -> new FrameRows(List.of(gap))).toList();
        pending.clear();
        return gaps;
    }
}
