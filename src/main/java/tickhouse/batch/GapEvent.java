package tickhouse.batch;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code feed_gaps}: what is missing from the record, and why.
 *
 * @param rowsLost rows that were dropped; 0 where unknown
 * @param toTs when it was noticed
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record GapEvent(
        String gapId,
        String feed,
        String session,
        @Nullable Long sid,
        String cause,
        @Nullable Long firstMissingSeq,
        @Nullable Long lastMissingSeq,
        long rowsLost,
        Instant fromTs,
        Instant toTs,
        String detail)
        implements Row {
    static final String TABLE = "feed_gaps";

    @Override
    public String table() {
        return TABLE;
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
