package tickhouse.batch;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
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

    /**
     * The batch is dropped: what it held is declared missing, except what somebody who knows more declares. That one is asked
     * without a lock of this object, because it holds its own while it declares.
     *
     * @param elsewhere whether the numbers of a subscription were declared by it
     */
    public void declare(Batch batch, String cause, BiPredicate<Batch.Subscription, Batch.SequenceRange> elsewhere) {
        LOG.error("{} row(s) of {} were dropped: {}. Rows in feed_gaps say so.", batch.size(), batch.table(), cause);
        if (isDeclaration(batch.table())) {
            batch.unsequenced().forEach(this::declare);
            return;
        }
        batch.sequences().forEach((subscription, ranges) -> ranges.stream()
                .filter(range -> !elsewhere.test(subscription, range))
                .forEach(range -> declare(batch, subscription, range, cause)));
        declareUnnumbered(batch, cause);
    }

    static boolean isDeclaration(String table) {
        return table.startsWith("feed_") || table.equals("book_checks");
    }

    private void declare(Batch batch, Batch.Subscription subscription, Batch.SequenceRange range, String cause) {
        declare(new GapEvent(
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
    private void declareUnnumbered(Batch batch, String cause) {
        int rows = batch.unsequenced().size();
        if (rows > 0) {
            declare(new GapEvent(
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
