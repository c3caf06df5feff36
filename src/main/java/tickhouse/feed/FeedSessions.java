package tickhouse.feed;

import java.time.Instant;
import java.util.List;
import tickhouse.batch.GapEvent;
import tickhouse.book.BookCheck;

/**
 * The sessions of a feed, one a connection, from one process to the next, and what is lost in between. Guarded by the
 * feed's lock.
 */
final class FeedSessions {
    private final String feed;
    private final FeedGaps gaps;
    private final MissingTrades trades;
    private final Subscriptions subscriptions;
    private boolean open;
    private Instant openedAt = Instant.EPOCH;
    private Instant newestAt = Instant.EPOCH;

    FeedSessions(String feed, FeedGaps gaps, MissingTrades trades, Subscriptions subscriptions) {
        this.feed = feed;
        this.gaps = gaps;
        this.trades = trades;
        this.subscriptions = subscriptions;
    }

    boolean isOpen() {
        return open;
    }

    void opened(String session, Instant at) {
        closed("its end was not seen", at, 0);
        subscriptions.begin();
        gaps.begin(session, 0);
        openedAt = at;
        newestAt = at;
        open = true;
        gaps.declare(new SessionEvent(feed, session, 1, at, null, "", 0));
    }

    /** A frame was received. */
    void heard(Instant at) {
        newestAt = at;
    }

    /** A connection's end is a gap: the exchange does not send again what was missed until the next one. */
    void closed(String reason, Instant at, long frames) {
        if (!open) {
            return;
        }
        open = false;
        gaps.declareWidened();
        gaps.declare(new SessionEvent(feed, gaps.session(), 2, openedAt, at, reason, frames));
        GapEvent gap = gaps.ofConnection(
                Loss.unnumbered("connection lost", newestAt, at, reason), List.copyOf(subscriptions.markets()));
        gaps.inherit(gap);
        List<String> traded = subscriptions.traded();
        if (!traded.isEmpty()) {
            trades.missing(gap, traded, false);
        }
        gaps.inheritUnhealed(subscriptions.all());
    }

    FeedMemory.Entry memory() {
        List<FeedMemory.Sequence> sequences = subscriptions.all().stream()
                .map(each -> new FeedMemory.Sequence(each.sid, each.channel, each.durable(), each.newest()))
                .toList();
        return new FeedMemory.Entry(
                feed,
                gaps.session(),
                open,
                newestAt,
                List.copyOf(subscriptions.markets()),
                sequences,
                gaps.ofSession(),
                gaps.unhealed(subscriptions.all()),
                gaps.undeclared(GapEvent.class),
                gaps.undeclared(SessionEvent.class),
                gaps.undeclared(BookCheck.class),
                trades.all());
    }

    void resume(FeedMemory.Entry before, Instant now) {
        gaps.begin(before.session(), before.gaps());
        newestAt = before.newestAt();
        subscriptions.markets().addAll(before.markets());
        before.undeclaredGaps().forEach(gaps::declare);
        before.undeclaredSessions().forEach(gaps::declare);
        before.undeclaredChecks().forEach(gaps::declare);
        before.unhealed().forEach(gaps::inheritDeclared);
        before.missingTrades().forEach(trades::add);
        before.sequences().stream()
                .filter(sequence -> before.open() || sequence.durable() < sequence.newest())
                .forEach(sequence -> processEnded(sequence, before.markets(), now));
        if (before.open()) {
            gaps.inherit(gaps.ofConnection(
                    Loss.unnumbered("process ended", newestAt, now, "killed, or cut off from power"),
                    before.markets()));
        }
    }

    private void processEnded(FeedMemory.Sequence sequence, List<String> before, Instant now) {
        String detail = "the newest number known is " + sequence.newest();
        GapEvent gap = gaps.gap(
                sequence.sid(),
                sequence.channel(),
                new Loss("process ended", sequence.durable() + 1, null, newestAt, now, 0, detail),
                sequence.channel().equals(Subscription.ORDER_BOOK) ? before : List.of());
        gaps.inherit(gap);
        if (sequence.channel().equals(Subscription.TRADES)) {
            trades.missing(gap, before, true);
        }
    }
}
