package tickhouse.kalshi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a dead letter of a frame that cannot be decoded, and speaks up at most once a minute for each kind. */
public final class UndecodableFrames {
    private static final Logger LOG = LoggerFactory.getLogger(UndecodableFrames.class);
    private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

    private final ObjectMapper json = new ObjectMapper();
    private final Clock clock;
    // Guarded by this.
    private final Map<Kind, Unreported> unreported = new EnumMap<>(Kind.class);

    /** Why a frame is undecodable: the tag of the meter. */
    public enum Kind {
        UNKNOWN_TYPE,
        FORMAT_DRIFT,
        MALFORMED
    }

    private record Unreported(Instant reportedAt, long frames) {}

    public UndecodableFrames(Clock clock) {
        this.clock = clock;
    }

    /**
     * The line that is kept: the frame exactly as received, with its cause and what is needed to decode it again. Read the
     * frame with {@code jq -r .frame}.
     */
    public String deadLetter(String frame, Map<String, Object> headers, Exception failure) {
        String feed = String.valueOf(headers.get("feed"));
        report(feed, kind(failure), cause(failure));
        ObjectNode line = json.createObjectNode();
        // A torn line of a dead-letter file, which is replayed, has neither.
        line.put("received_at", String.valueOf(headers.getOrDefault("receivedAt", clock.instant())));
        line.put("feed", feed);
        line.put("session", String.valueOf(headers.getOrDefault("session", "")));
        line.put("use_yes_price", Boolean.parseBoolean(String.valueOf(headers.get("useYesPrice"))));
        line.put("cause", cause(failure));
        line.put("frame", frame);
        return line.toString();
    }

    /** Which kind of failure it is. */
    public Kind kind(Exception failure) {
        Throwable reason = UndecodableFrameException.reasonOf(failure);
        if (reason instanceof FormatDriftException) {
            return Kind.FORMAT_DRIFT;
        }
        return reason instanceof UnknownFrameTypeException ? Kind.UNKNOWN_TYPE : Kind.MALFORMED;
    }

    private static String cause(Exception failure) {
        Throwable reason = UndecodableFrameException.reasonOf(failure);
        String message = String.valueOf(reason.getMessage()).lines().findFirst().orElse("");
        String cut = message.length() > 200 ? message.substring(0, 200) + "…" : message;
        return reason instanceof JsonProcessingException ? "not JSON: " + cut : cut;
    }

    private synchronized void report(String feed, Kind kind, String cause) {
        Instant now = clock.instant();
        Unreported before = unreported.getOrDefault(kind, new Unreported(Instant.EPOCH, 0));
        if (Duration.between(before.reportedAt(), now).compareTo(LOG_INTERVAL) < 0) {
            unreported.put(kind, new Unreported(before.reportedAt(), before.frames() + 1));
            return;
        }
        unreported.put(kind, new Unreported(now, 0));
        String remedy = kind == Kind.FORMAT_DRIFT
                ? "KALSHI CHANGED ITS FORMAT: update Tickhouse, then replay the frames"
                : "look into it there";
        LOG.error(
                "Feed {}: {} frame(s) cannot be decoded and lie in dead-letter/frames; {}. The newest: {}",
                feed,
                before.frames() + 1,
                remedy,
                cause);
    }
}
