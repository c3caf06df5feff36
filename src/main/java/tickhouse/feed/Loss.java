package tickhouse.feed;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is missing, and why.
 *
 * @param first the first missing number; none where no number is known to be missing
 * @param last none with a first: it is not known how many are missing
 * @param wholeUntil until then the record is whole
 * @param rows rows that were dropped; 0 where unknown
 */
record Loss(
        String cause,
        @Nullable Long first,
        @Nullable Long last,
        Instant wholeUntil,
        Instant noticedAt,
        long rows,
        String detail) {

    /** Nothing that has a number. */
    static Loss unnumbered(String cause, Instant wholeUntil, Instant noticedAt, String detail) {
        return new Loss(cause, null, null, wholeUntil, noticedAt, 0, detail);
    }

    /** For a person. */
    String words() {
        String numbers = first == null ? "" : " (" + first + " to " + last + ")";
        return cause + numbers + (detail.isEmpty() ? "" : ": " + detail);
    }
}
