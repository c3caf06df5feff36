package tickhouse.batch;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be said in SQL about the recording itself, and is not yet a row: gaps and sessions. It stays here until the disk
 * takes it. Any thread may use it.
 */
public final class Gaps {
    private static final Logger LOG = LoggerFactory.getLogger(Gaps.class);

    private final Clock clock;
    private final List<Row> pending = new ArrayList<>();

    public Gaps(Clock clock) {
        this.clock = clock;
    }

    /** Will be a row soon. */
    public synchronized void declare(Row declaration) {
        pending.add(declaration);
    }

    /** A batch of declarations could not become a file: they are declared again. Says whether it was such a batch. */
    public synchronized boolean declareAgain(Batch batch) {
        if (!isDeclaration(batch.table())) {
            return false;
        }
        pending.addAll(batch.unsequenced());
        return true;
    }

    static boolean isDeclaration(String table) {
        return table.startsWith("feed_");
    }

    /** Numbers of a subscription that no feed of this process follows any more are missing. */
    public synchronized void declare(
            Batch batch, Batch.Subscription subscription, Batch.SequenceRange range, String cause) {
        LOG.error("{} row(s) of {} were dropped: {}. A row in feed_gaps says so.", range.rows(), batch.table(), cause);
        pending.add(new GapEvent(
                batch.id() + "/" + subscription.sid() + "/" + range.first(),
                1,
                subscription.feed(),
                subscription.session(),
                subscription.sid(),
                "",
                cause,
                range.first(),
                range.last(),
                range.rows(),
                batch.begun(),
                clock.instant(),
                List.of(),
                "",
                null,
                "batch " + batch.id() + " of " + batch.table()));
    }

    /** Rows of a dropped batch that no subscription numbers, such as replies to commands: they may be of several feeds. */
    public synchronized void declareUnnumbered(Batch batch, String cause) {
        int rows = batch.unsequenced().size();
        if (rows > 0) {
            pending.add(new GapEvent(
                    batch.id() + "/unnumbered",
                    1,
                    "",
                    "",
                    null,
                    "",
                    cause,
                    null,
                    null,
                    rows,
                    batch.begun(),
                    clock.instant(),
                    List.of(),
                    "",
                    null,
                    "batch " + batch.id() + " of " + batch.table()));
        }
    }

    /** Takes what is to be declared now. */
    public synchronized List<FrameRows> take() {
        List<FrameRows> declarations =
                pending.stream().map(row -> new FrameRows(List.of(row))).toList();
        pending.clear();
        return declarations;
    }
}
