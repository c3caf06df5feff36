package tickhouse.batch;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code feed_gaps}: what is missing from the record, and why. A gap that is healed is written again with a higher
 * revision, which replaces the row before.
 *
 * @param sid none for a gap of the whole connection
 * @param firstMissingSeq none where no number is known to be missing
 * @param lastMissingSeq none where it is not known how many are missing
 * @param rowsLost rows that were dropped; 0 where unknown
 * @param fromTs the last moment before the gap at which the record was whole
 * @param toTs when it was noticed
 * @param markets whose books are not valid until they have a fresh snapshot
 * @param healedBy what brought the fresh snapshots; empty as long as none did
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record GapEvent(
        String gapId,
        int revision,
        String feed,
        String session,
        @Nullable Long sid,
        String channel,
        String cause,
        @Nullable Long firstMissingSeq,
        @Nullable Long lastMissingSeq,
        long rowsLost,
        Instant fromTs,
        Instant toTs,
        List<String> markets,
        String healedBy,
        @Nullable Instant healedTs,
        String detail)
        implements Row {
    /** The same gap, healed. */
    public GapEvent healed(String by, Instant at) {
        return revised(lastMissingSeq, rowsLost, toTs, by, at);
    }

    /** The same gap, which has gone on up to a later number. */
    public GapEvent until(long lastMissing, long moreRows, Instant at) {
        return revised(lastMissing, rowsLost + moreRows, at, healedBy, healedTs);
    }

    private GapEvent revised(@Nullable Long lastMissing, long rows, Instant to, String by, @Nullable Instant healed) {
        return new GapEvent(
                gapId,
                revision + 1,
                feed,
                session,
                sid,
                channel,
                cause,
                firstMissingSeq,
                lastMissing,
                rows,
                fromTs,
                to,
                markets,
                by,
                healed,
                detail);
    }

    @Override
    public String table() {
        return "feed_gaps";
    }

    @Override
    public Instant partitionTime() {
        return fromTs;
    }

    @Override
    public Optional<Position> position() {
        return Optional.empty();
    }
}
