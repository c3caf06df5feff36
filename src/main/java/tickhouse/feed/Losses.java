package tickhouse.feed;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tickhouse.batch.Batch;
import tickhouse.batch.GapEvent;
import tickhouse.book.BookCheck.Result;
import tickhouse.book.Books;
import tickhouse.book.Finding;

/**
 * What is lost of the subscriptions of a live connection. The sequence is per subscription and shared by its markets, so a gap
 * puts every book of the subscription in doubt. Guarded by the feed's lock.
 */
final class Losses {
    private final FeedGaps gaps;
    private final Subscriptions subscriptions;
    private final Following following;
    private final Healing healing;
    private final MissingTrades trades;
    private final Books books;

    Losses(
            FeedGaps gaps,
            Subscriptions subscriptions,
            Following following,
            Healing healing,
            MissingTrades trades,
            Books books) {
        this.gaps = gaps;
        this.subscriptions = subscriptions;
        this.following = following;
        this.healing = healing;
        this.trades = trades;
        this.books = books;
    }

    /** Numbers of the subscription did not come. */
    void skipped(Subscription subscription, long first, long last, Instant at, String detail) {
        missing(subscription, "sequence gap", first, last, at, detail);
    }

    void undecodable(JsonNode frame, String cause, Instant at) {
        long seq = frame.path("seq").asLong(-1);
        subscriptions
                .find(frame.path("sid").asLong(-1))
                .filter(subscription -> seq == subscription.newest())
                .ifPresent(subscription -> {
                    subscription.spooled(seq, seq);
                    missing(subscription, "undecodable frame", seq, seq, at, cause);
                });
    }

    private void missing(Subscription subscription, String cause, long first, long last, Instant at, String detail) {
        subscription.declareMissing(first, last);
        numbered(subscription, new Loss(cause, first, last, subscription.newestAt, at, 0, detail));
    }

    /** Says whether there is such a subscription. */
    boolean dropped(long sid, Batch.SequenceRange range, String cause, Instant from, Instant now) {
        Optional<Subscription> live = subscriptions.find(sid);
        live.ifPresent(subscription -> {
            subscription.spooled(range.first(), range.last());
            numbered(subscription, new Loss(cause, range.first(), range.last(), from, now, range.rows(), ""));
        });
        return live.isPresent();
    }

    /** The subscription goes on. */
    private void numbered(Subscription subscription, Loss loss) {
        GapEvent gap = declare(subscription, loss);
        if (subscription.channel.equals(Subscription.TRADES)) {
            trades.missingUntil(loss.noticedAt(), gap, List.copyOf(subscription.markets));
        }
        healing.needed(subscription, loss.noticedAt());
    }

    /** The exchange has ended the subscription, and says why. */
    void ended(Subscription subscription, JsonNode error, Instant at) {
        retired(subscription);
        GapEvent gap = declare(
                subscription,
                Loss.unnumbered(
                        "error " + error.path("code").asInt(),
                        subscription.newestAt,
                        at,
                        error.path("msg").asText()));
        if (subscription.channel.equals(Subscription.TRADES)) {
            trades.missing(gap, List.copyOf(subscription.markets), true);
        }
        healing.subscriptionEnded(subscription, at);
    }

    /** Its books end with it. */
    void retired(Subscription subscription) {
        subscription.retired = true;
        books.doubt(subscription.sid);
    }

    private GapEvent declare(Subscription subscription, Loss loss) {
        if (!subscription.channel.equals(Subscription.ORDER_BOOK)) {
            return gaps.declare(subscription, loss, List.of());
        }
        List<String> stale = following.all(subscription.markets);
        books.doubt(subscription.sid, stale);
        return gaps.declare(subscription, loss, stale);
    }

    /** A look at a book has found this: what is impossible about it leads to a fresh snapshot. */
    void found(Finding finding, Instant at) {
        gaps.declare(finding, at);
        if (finding.result().isDoubt()) {
            subscriptions.find(finding.sid()).ifPresent(subscription -> doubted(subscription, finding, at));
        }
    }

    private void doubted(Subscription subscription, Finding finding, Instant at) {
        Instant provenAt = finding.provenAt();
        gaps.declare(
                subscription,
                Loss.unnumbered(
                        finding.result().cause(),
                        provenAt == null ? at : provenAt,
                        at,
                        String.join(
                                "; ", finding.differences().stream().limit(3).toList())),
                List.of(finding.market()));
        if (finding.result() == Result.DIFFERENT) {
            gaps.heal(subscription.gaps, finding.market(), "get_snapshot", at);
        } else {
            healing.needed(subscription, at);
        }
    }
}
