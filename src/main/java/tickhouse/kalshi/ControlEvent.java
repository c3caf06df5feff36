package tickhouse.kalshi;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tickhouse.batch.Row;

/**
 * A row of {@code control_frames}: a reply or an error of the exchange. They take sequence numbers too, so without them a
 * stored subscription would look as if it had holes.
 *
 * @param sid none for a refused command
 * @param seq none where the frame takes no number
 * @param message the {@code msg} of the frame, as JSON
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ControlEvent(
        String feed,
        String session,
        @Nullable Long sid,
        @Nullable Long seq,
        String type,
        @Nullable Long commandId,
        @Nullable Integer code,
        String message,
        Instant receivedTs)
        implements Row {

    static ControlEvent of(ControlFrame frame, Reception reception) {
        return new ControlEvent(
                reception.feed(),
                reception.session(),
                frame.sid().orElse(null),
                frame.seq().orElse(null),
                frame.type(),
                frame.commandId().orElse(null),
                frame.code().orElse(null),
                frame.message(),
                reception.receivedAt());
    }

    @Override
    public String table() {
        return "control_frames";
    }

    @Override
    public Instant partitionTime() {
        return receivedTs;
    }

    @Override
    public Optional<Position> position() {
        return sid == null || seq == null ? Optional.empty() : Optional.of(new Position(feed, session, sid, seq));
    }
}
