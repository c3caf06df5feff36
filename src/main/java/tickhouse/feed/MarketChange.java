package tickhouse.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How the markets of one subscription become those that are wanted: one command at a time, and smaller ones after a refusal.
 * Guarded by the feed's lock.
 */
final class MarketChange {
    /** Kalshi's limit is not published; clients use a few hundred. */
    private static final int LARGEST = 500;

    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int MOST_REFUSALS = 8;
    private static final int MARKET_LIMIT = 26;
    /** No answer, time-out, market limit, too many requests: nothing is wrong with the markets of the command. */
    private static final Set<Integer> OF_NO_MARKET = Set.of(0, 18, MARKET_LIMIT, 27);

    private final SortedSet<String> refusedForGood = new TreeSet<>();
    private @Nullable Sent sent;
    private Instant notBefore = Instant.EPOCH;
    private int size = LARGEST;
    private int refusals;
    private boolean givenUp;
    // Whether other markets are wanted than when the command was sent.
    private boolean outdated;

    /** Markets to add, or to delete. */
    record Step(boolean adds, List<String> markets) {}

    private record Sent(long id, Step step, Instant at) {}

    /** Other markets are wanted than before: what was refused may be tried again. */
    void anew() {
        refusedForGood.clear();
        refusals = 0;
        givenUp = false;
        outdated = sent != null;
    }

    /** Whether nothing more is tried, until other markets are wanted. */
    boolean isGivenUp() {
        return givenUp;
    }

    /** Whether the exchange has had its time to answer. */
    boolean isOverdue(Instant now) {
        return sent != null && !now.isBefore(sent.at().plus(ANSWER));
    }

    /** What is to be changed now. Deletions come first, since they make room. */
    Optional<Step> due(SortedSet<String> present, SortedSet<String> wanted, Instant now) {
        if (sent != null || givenUp || now.isBefore(notBefore)) {
            return Optional.empty();
        }
        NavigableSet<String> superfluous = difference(present, wanted);
        // Whether a subscription without a market ends, or means every market, is not documented: one stays.
        if (superfluous.size() == present.size() && !superfluous.isEmpty()) {
            superfluous.remove(superfluous.first());
        }
        superfluous.removeAll(refusedForGood);
        return step(false, superfluous).or(() -> {
            NavigableSet<String> lacking = difference(wanted, present);
            lacking.removeAll(refusedForGood);
            return step(true, lacking);
        });
    }

    private Optional<Step> step(boolean adds, SortedSet<String> markets) {
        return markets.isEmpty()
                ? Optional.empty()
                : Optional.of(new Step(adds, markets.stream().limit(size).toList()));
    }

    static NavigableSet<String> difference(SortedSet<String> of, SortedSet<String> without) {
        NavigableSet<String> difference = new TreeSet<>(of);
        difference.removeAll(without);
        return difference;
    }

    void sent(long id, Step step, Instant now) {
        sent = new Sent(id, step, now);
        outdated = false;
    }

    boolean awaits(long id) {
        return sent != null && sent.id() == id;
    }

    boolean awaitsAnything() {
        return sent != null;
    }

    /** The change that is done now; none for the answer to another command. */
    Optional<Step> done(long id) {
        if (sent == null || sent.id() != id) {
            return Optional.empty();
        }
        Step step = sent.step();
        sent = null;
        refusals = 0;
        size = Math.min(LARGEST, size * 2);
        return Optional.of(step);
    }

    /** What the exchange says it follows now lacks what was asked for: asking again would not help. */
    void settleFor(Step step, SortedSet<String> present) {
        for (String market : step.markets()) {
            if (present.contains(market) != step.adds()) {
                refusedForGood.add(market);
            }
        }
    }

    /**
     * The command was refused, for 0 not answered: it is tried again later, with half as many markets. Returns the change that
     * is given up, if it is; see {@link #isGivenUp}.
     */
    Optional<Step> refused(int code, Instant now) {
        if (sent == null) {
            return Optional.empty();
        }
        Step step = sent.step();
        sent = null;
        refusals++;
        boolean single = step.markets().size() == 1;
        if (!outdated && single && !OF_NO_MARKET.contains(code)) {
            refusedForGood.addAll(step.markets());
            refusals = 0;
            return Optional.of(step);
        }
        if (!outdated && ((single && code == MARKET_LIMIT) || refusals >= MOST_REFUSALS)) {
            givenUp = true;
            return Optional.of(step);
        }
        size = Math.max(1, step.markets().size() / 2);
        notBefore = now.plusSeconds(1L << (refusals - 1));
        return Optional.empty();
    }
}
