package tickhouse.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** When the sessions that are audited were opened: from the first moment to just before the last. */
public record Period(Instant from, Instant to) {
    /** What a time of the tables can be at most and at least. */
    public static final Period EVER =
            new Period(Instant.parse("1970-01-01T00:00:00Z"), Instant.parse("2200-01-01T00:00:00Z"));

    static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }
}
