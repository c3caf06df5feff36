package tickhouse.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * How far the attempts to get fresh snapshots have gone: cheapest first, each given time to be answered, and slower when gaps
 * follow one another.
 */
final class Resync {
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration CALM = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private Means next = Means.SNAPSHOTS;
    private Instant notBefore = Instant.EPOCH;
    private Instant lastOver = Instant.EPOCH;
    private Duration pause = Duration.ZERO;
    private boolean under;

    /** What can be tried. */
    enum Means {
        NOT_YET,
        SNAPSHOTS,
        SUBSCRIPTION,
        CONNECTION
    }

    /** Commands to send, or a connection to end. */
    record Step(List<String> commands, boolean reconnect) {
        static final Step NOTHING = new Step(List.of(), false);

        Step after(List<String> first) {
            return new Step(Stream.concat(first.stream(), commands.stream()).toList(), reconnect);
        }
    }

    /** A number is missing. */
    void needed(Instant now) {
        if (under) {
            return;
        }
        under = true;
        next = Means.SNAPSHOTS;
        boolean soon = Duration.between(lastOver, now).compareTo(CALM) < 0;
        pause = soon ? longer(pause) : Duration.ZERO;
        notBefore = now.plus(pause);
    }

    private static Duration longer(Duration pause) {
        Duration doubled = pause.isZero() ? Duration.ofSeconds(1) : pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }

    /** The subscription is dead: asking it for snapshots is of no use. */
    void subscriptionEnded(Instant now) {
        needed(now);
        next = Means.SUBSCRIPTION;
    }

    Means due(Instant now) {
        if (now.isBefore(notBefore)) {
            return Means.NOT_YET;
        }
        Means due = next;
        next = due == Means.SNAPSHOTS ? Means.SUBSCRIPTION : Means.CONNECTION;
        notBefore = now.plus(ANSWER);
        return due;
    }

    /** Every market has a fresh snapshot. */
    void over(Instant now) {
        if (under) {
            under = false;
            lastOver = now;
        }
    }

    /** What brings the snapshots that come now. */
    String means() {
        return next == Means.CONNECTION ? "new subscription" : "get_snapshot";
    }
}
