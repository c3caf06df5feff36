package tickhouse.faults;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that somebody sets. Any thread may use it. */
final class SteppingClock extends Clock {
    private final Clock real = Clock.systemUTC();
    private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);

    void stepBack(Duration step) {
        offset.updateAndGet(before -> before.minus(step));
    }

    @Override
    public ZoneId getZone() {
        return real.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("UTC only");
    }

    @Override
    public Instant instant() {
        return real.instant().plus(offset.get());
    }
}
