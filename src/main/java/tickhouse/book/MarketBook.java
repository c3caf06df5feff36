package tickhouse.book;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tickhouse.book.BookCheck.Result;
import tickhouse.kalshi.OrderBookEvent;

/** What is known of the book of one market in one subscription. One thread at a time uses it. */
final class MarketBook {
    private final long sid;
    private final String market;
    /** None as long as the market waits for a snapshot. */
    private @Nullable OrderBook book;

    private @Nullable Long provenSeq;
    private @Nullable Instant provenAt;
    private @Nullable Instant crossedSince;

    MarketBook(long sid, String market) {
        this.sid = sid;
        this.market = market;
    }

    long sid() {
        return sid;
    }

    String market() {
        return market;
    }

    boolean isKnown() {
        return book != null;
    }

    /** When its newest snapshot came. */
    Instant provenAt() {
        return provenAt == null ? Instant.EPOCH : provenAt;
    }

    /** What came since the last snapshot may be wrong: nothing is concluded from it. */
    void doubt() {
        book = null;
        crossedSince = null;
    }

    /**
     * A snapshot replaces the book.
     *
     * @param asked whether it was asked for, as a check: then it must equal the book
     */
    Optional<Finding> snapshot(List<OrderBookEvent> rows, boolean asked) {
        OrderBook there = OrderBook.of(rows);
        OrderBook here = book;
        Optional<Finding> finding = Optional.empty();
        OrderBookEvent first = rows.get(0);
        if (asked && here != null) {
            List<String> differences = here.differences(there);
            Result result = differences.isEmpty() ? Result.EQUAL : Result.DIFFERENT;
            finding = Optional.of(finding(result, first.seq(), here.levels(), differences));
        }
        book = there;
        provenSeq = first.seq();
        provenAt = first.receivedTs();
        // Also crossed at the exchange: asking again would not help.
        crossedSince = there.isCrossed() ? Instant.MAX : null;
        return finding;
    }

    Optional<Finding> delta(OrderBookEvent delta) {
        OrderBook here = book;
        if (here == null) {
            return Optional.empty();
        }
        if (!here.apply(delta)) {
            int levels = here.levels();
            doubt();
            return Optional.of(finding(
                    Result.NEGATIVE_LEVEL,
                    delta.seq(),
                    levels,
                    List.of("the delta " + delta.quantity().toPlainString() + " takes " + delta.side() + " "
                            + delta.price().toPlainString() + " below zero")));
        }
        if (!here.isCrossed()) {
            crossedSince = null;
        } else if (crossedSince == null) {
            crossedSince = delta.receivedTs();
        }
        return Optional.empty();
    }

    boolean isCrossed() {
        return crossedSince != null;
    }

    /** One price move is two deltas, so a book may be crossed for a moment. */
    Optional<Finding> crossedFor(Duration most, Instant now) {
        OrderBook here = book;
        Instant since = crossedSince;
        if (here == null || since == null || since.equals(Instant.MAX) || now.isBefore(since.plus(most))) {
            return Optional.empty();
        }
        int levels = here.levels();
        doubt();
        return Optional.of(
                finding(Result.CROSSED, null, levels, List.of("the best bid is above the best ask since " + since)));
    }

    Finding unanswered() {
        return finding(Result.NO_ANSWER, null, book == null ? 0 : book.levels(), List.of());
    }

    Finding deltaBeforeSnapshot(OrderBookEvent delta) {
        return finding(
                Result.DELTA_BEFORE_SNAPSHOT,
                delta.seq(),
                0,
                List.of("a delta of " + delta.side() + " " + delta.price().toPlainString()
                        + " came before any snapshot"));
    }

    private Finding finding(Result result, @Nullable Long seq, int levels, List<String> differences) {
        return new Finding(sid, market, result, seq, provenSeq, provenAt, levels, differences);
    }
}
