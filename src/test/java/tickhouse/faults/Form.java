package tickhouse.faults;

import java.time.Duration;
import tickhouse.Patience;

/** How long the scenarios are: short in every build, long for the published table. */
public enum Form {
    SHORT,
    LONG;

    /** As the system property {@code faults.form} says. */
    public static Form current() {
        return "long".equals(System.getProperty("faults.form")) ? LONG : SHORT;
    }

    /** A figure for each form. */
    public static int of(int shortly, int atLength) {
        return current() == SHORT ? shortly : atLength;
    }

    /** A duration for each form. */
    public static Duration of(Duration shortly, Duration atLength) {
        return current() == SHORT ? shortly : atLength;
    }

    /** How long to wait for what must come. */
    static Duration patience() {
        return of(Patience.USUAL, Duration.ofMinutes(15));
    }
}
