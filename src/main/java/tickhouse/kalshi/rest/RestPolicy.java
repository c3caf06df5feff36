package tickhouse.kalshi.rest;

import java.time.Duration;

/**
 * How patient a REST call is.
 *
 * @param timeout for one answer
 * @param attempts how often a call is made until it counts as failed
 * @param firstDelay between the first attempt and the second; it doubles with each further one
 * @param longestDelay between two attempts
 */
public record RestPolicy(Duration timeout, int attempts, Duration firstDelay, Duration longestDelay) {
    private static final int MOST_DOUBLINGS = 20;

    /** The delay after an attempt, counted from 1; chance, from 0 to 1, cuts up to a half of it. */
    Duration delayAfter(int attempt, double chance) {
        long doubled = firstDelay.toMillis() << Math.min(attempt - 1, MOST_DOUBLINGS);
        return Duration.ofMillis(Math.round(Math.min(doubled, longestDelay.toMillis()) * (1 - chance / 2)));
    }
}
