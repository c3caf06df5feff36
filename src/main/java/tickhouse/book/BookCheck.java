package tickhouse.book;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tickhouse.batch.Row;

/**
 * A row of {@code book_checks}: one look at the book of a market, and what came of it.
 *
 * @param seq the number of the frame that decided it; none where no frame did
 * @param result see {@link Result}
 * @param provenSeq the number of the snapshot up to which the book is known to be right; none if it had no snapshot
 * @param levels levels of the recorded book
 * @param differences levels at which it differs from the exchange's
 * @param detail the first of them, or what is impossible about the book
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record BookCheck(
        String feed,
        String session,
        long sid,
        @Nullable Long seq,
        String marketTicker,
        String result,
        @Nullable Long provenSeq,
        @Nullable Instant provenTs,
        long levels,
        long differences,
        String detail,
        Instant checkedTs)
        implements Row {

    /** What a check can find. */
    public enum Result {
        EQUAL("equal"),
        DIFFERENT("different"),
        NEGATIVE_LEVEL("negative level"),
        DELTA_BEFORE_SNAPSHOT("delta before snapshot"),
        CROSSED("crossed book"),
        NO_ANSWER("no answer");

        private final String word;

        Result(String word) {
            this.word = word;
        }

        /** The word in the table. */
        public String word() {
            return word;
        }

        /** The cause of the gap that it makes. */
        public String cause() {
            return this == DIFFERENT ? "book check" : word;
        }

        /** Whether the recorded book is not right, or was not. */
        public boolean isDoubt() {
            return this != EQUAL && this != NO_ANSWER;
        }
    }

    @Override
    public String table() {
        return "book_checks";
    }

    @Override
    public Instant partitionTime() {
        return checkedTs;
    }

    @Override
    public Optional<Position> position() {
        return Optional.empty();
    }
}
