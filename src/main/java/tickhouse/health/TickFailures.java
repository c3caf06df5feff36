package tickhouse.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tickhouse.clickhouse.InsertFailure;

/** Says why something that a timer tries did not work: at once when the reason is new, then once a minute. */
public final class TickFailures {
    private static final Logger LOG = LoggerFactory.getLogger(TickFailures.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);

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
        if (before == null
                || !before.reason().equals(described.toString())
                || Duration.between(before.at(), now).compareTo(INTERVAL) >= 0) {
            LOG.warn("{} is tried again: {}", route, described);
            said.put(route, new Said(described.toString(), now));
        }
    }
}
