package tickhouse.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** The exchange's clock, which may be wrong by a set amount. */
final class VenueClock {
    // Go's RFC3339Nano drops trailing zeros, where Java prints three, six or nine digits.
    private static final DateTimeFormatter RFC3339 = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendLiteral('Z')
            .toFormatter(Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private volatile Duration offset = Duration.ZERO;

    void offset(Duration value) {
        offset = value;
    }

    Instant now() {
        return Instant.now().plus(offset).truncatedTo(ChronoUnit.MICROS);
    }

    static String format(Instant time) {
        return RFC3339.format(time);
    }
}
