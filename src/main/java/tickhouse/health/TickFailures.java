package tickhouse.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tickhouse.clickhouse.InsertFailure;

/** Says why something that a timer tries did not work: at once when the reason is new, then once a minute. */
public final class TickFailures {
    private static final Logger LOG = LoggerFactory.getLogger(TickFailures.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    /** The driver numbers its attempts: that alone makes no new reason. */
    private static final Pattern QUERY_ID = Pattern.compile("\\s*\\(queryId[^)]*\\)");

    private final Clock clock;
    private final RecorderMeters meters;
    // Guarded by this.
    private final Map<String, Said> said = new HashMap<>();

    private record Said(String reason, Instant at) {}

    public TickFailures(RecorderMeters meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
    }

    /** The attempt of a route failed. */
    public synchronized void report(String route, Exception failure) {
        InsertFailure described = InsertFailure.of(failure);
        Instant now = clock.instant();
        Said before = said.get(route);
        if (route.equals("clickhouse-schema")) {
            meters.schemaFailed(described);
        }
        String reason = QUERY_ID.matcher(described.toString()).replaceAll("");
        if (before == null
                || !before.reason().equals(reason)
                || Duration.between(before.at(), now).compareTo(INTERVAL) >= 0) {
            LOG.warn("{} is tried again: {}", route, described);
            said.put(route, new Said(reason, now));
        }
    }
}
