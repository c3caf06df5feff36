package tickhouse.feed;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tickhouse.batch.Row;

/**
 * A row of {@code feed_sessions}: one connection. It is written at the opening, and again, with a higher revision, at the end.
 *
 * @param closedTs none while it is open, or if the process ended before it could say
 * @param reason why it ended
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record SessionEvent(
        String feed,
        String session,
        int revision,
        Instant openedTs,
        @Nullable Instant closedTs,
        String reason,
        long frames)
        implements Row {
    @Override
    public String table() {
        return "feed_sessions";
    }

    @Override
    public Instant partitionTime() {
        return openedTs;
    }

    @Override
    public Optional<Position> position() {
        return Optional.empty();
    }
}
