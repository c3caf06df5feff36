package tickhouse.demo.oracle;

import java.util.BitSet;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** What is known of the numbers of one subscription of one session. */
final class Account {
    /** Numbers from first to last are missing, for a cause; an open end is the largest number there is. */
    record Gap(String cause, long first, long last) {
        boolean isOpen() {
            return last == Long.MAX_VALUE;
        }
    }

    final BitSet stored = new BitSet();
    /** In batch files that are not stored yet, or never will be without a person. */
    final BitSet waiting = new BitSet();

    private final NavigableMap<Long, Gap> gaps = new TreeMap<>();
    private long last;

    void store(long number) {
        stored.set(Math.toIntExact(number));
        last = Math.max(last, number);
    }

    void declare(Gap gap) {
        // Of two that begin alike, as after two kills, the longer one says more.
        gaps.merge(gap.first(), gap, (one, other) -> one.last() >= other.last() ? one : other);
        if (!gap.isOpen()) {
            last = Math.max(last, gap.last());
        }
    }

    boolean isStored(long number) {
        return stored.get(Math.toIntExact(number));
    }

    /** Why a number is missing, if that is declared. */
    Optional<String> causeOf(long number) {
        return gaps.headMap(number, true).values().stream()
                .filter(gap -> gap.last() >= number)
                .map(Gap::cause)
                .findFirst();
    }

    /** The newest number that is stored or declared missing. */
    long last() {
        return last;
    }

    /** Whether the numbers from first to last are all stored. */
    boolean isWhole(long first, long last) {
        return stored.nextClearBit(Math.toIntExact(first)) > last;
    }
}
