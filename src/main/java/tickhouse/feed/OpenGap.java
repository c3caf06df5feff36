package tickhouse.feed;

import java.util.SortedSet;
import java.util.TreeSet;
import tickhouse.batch.GapEvent;

/** A gap, and the markets that still lack a fresh snapshot. Guarded by the feed's lock. */
final class OpenGap {
    private GapEvent gap;
    private final SortedSet<String> stale;

    OpenGap(GapEvent gap) {
        this.gap = gap;
        this.stale = new TreeSet<>(gap.markets());
    }

    GapEvent gap() {
        return gap;
    }

    SortedSet<String> stale() {
        return stale;
    }

    /** Whether numbers are missing for the same reason as, and right after, those of this gap, which is not healed yet. */
    boolean goesOnWith(Loss loss) {
        Long last = gap.lastMissingSeq();
        return loss.first() != null
                && loss.last() != null
                && last != null
                && last + 1 == loss.first()
                && gap.healedTs() == null
                && gap.cause().equals(loss.cause());
    }

    /** One long gap instead of many: every frame may be undecodable. */
    void goOn(long last, Loss loss) {
        gap = gap.until(last, loss.rows(), loss.noticedAt());
        stale.addAll(gap.markets());
    }

    /** A market has a fresh snapshot. Whether it was the last one that the gap waited for, and the gap is healed now. */
    boolean heals(String ticker) {
        return stale.remove(ticker) && stale.isEmpty();
    }

    GapEvent healed(GapEvent healed) {
        gap = healed;
        return gap;
    }
}
