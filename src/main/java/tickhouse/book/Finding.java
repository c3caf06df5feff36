package tickhouse.book;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tickhouse.book.BookCheck.Result;

/**
 * What a look at the book of a market has found.
 *
 * @param seq the number of the frame that decided it; none where no frame did
 * @param provenSeq the number of its snapshot before; none if it had none
 * @param provenAt when that came
 * @param levels levels of the recorded book
 * @param differences what is wrong, in words; empty for an equal book
 */
public record Finding(
        long sid,
        String market,
        Result result,
        @Nullable Long seq,
        @Nullable Long provenSeq,
        @Nullable Instant provenAt,
        int levels,
        List<String> differences) {
    private static final int SHOWN = 20;

    /** The row that says so. */
    public BookCheck row(String feed, String session, Instant at) {
        int more = differences.size() - SHOWN;
        String detail = String.join("; ", differences.stream().limit(SHOWN).toList());
        return new BookCheck(
                feed,
                session,
                sid,
                seq,
                market,
                result.word(),
                provenSeq,
                provenAt,
                levels,
                differences.size(),
                more > 0 ? detail + "; and " + more + " more" : detail,
                at);
    }
}
