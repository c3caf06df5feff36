package tickhouse.feed;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import tickhouse.batch.Batch;
import tickhouse.batch.Gaps;
import tickhouse.batch.Row;
import tickhouse.book.Books;
import tickhouse.kalshi.OrderBookEvent;

/**
 * One feed over its connections: checks that no number of a subscription is skipped, declares what is, and asks for fresh
 * snapshots until every market has one. Each method holds the lock of this object, which guards all of its parts.
 */
final class FeedState {
    private final String feed;
    private final FeedGaps gaps;
    private final Subscriptions subscriptions = new Subscriptions();
    private final Following following;
    private final Healing healing;
    private final MissingTrades trades;
    private final Losses losses;
    private final BookChecks books;
    private final ReceivedFrames frames;
    private final FeedSessions sessions;
    private boolean useYesPrice;

    FeedState(String feed, Gaps gaps) {
        Commands commands = new Commands();
        Books recorded = new Books();
        this.feed = feed;
        this.gaps = new FeedGaps(feed, gaps);
        this.following = new Following(feed, commands);
        this.healing = new Healing(this.gaps, commands, following);
        this.trades = new MissingTrades(feed, gaps);
        this.losses = new Losses(this.gaps, subscriptions, following, healing, trades, recorded);
        this.books = new BookChecks(feed, commands, recorded, losses);
        this.frames = new ReceivedFrames(subscriptions, following, healing, trades, books, losses);
        this.sessions = new FeedSessions(feed, this.gaps, trades, subscriptions);
    }

    /** The markets with which the connection that has opened begins. */
    synchronized void subscribing(Collection<String> tickers) {
        following.opening(tickers);
    }

    /** Other markets than before: the subscriptions of the live connection are changed. */
    synchronized void follow(Collection<String> tickers) {
        if (following.want(tickers)) {
            subscriptions.all().forEach(subscription -> subscription.change.anew());
        }
    }

    synchronized void opened(String newSession, boolean yesPrice, Instant at) {
        sessions.opened(newSession, at);
        healing.begin();
        books.begin();
        frames.begin();
        useYesPrice = yesPrice;
    }

    synchronized void closed(String reason, Instant at, long received) {
        sessions.closed(reason, at, received);
    }

    /** A batch file holds these declarations. */
    synchronized void declared(Collection<Row> declarations) {
        gaps.declared(declarations);
    }

    /**
     * Takes note of a frame, and says whether it is to be stored: one that is here already is not. Throws
     * {@link LateFrameException} for one whose number was declared missing.
     */
    synchronized boolean accepts(JsonNode frame, Instant at) {
        sessions.heard(at);
        return frames.accepts(frame, at);
    }

    /** Whether there is one since this was last asked. */
    synchronized boolean hasNewSubscription() {
        return subscriptions.hasNew();
    }

    /** A frame of order books has become rows: its book is rebuilt. */
    synchronized void applied(List<OrderBookEvent> rows) {
        if (sessions.isOpen() && rows.get(0).session().equals(gaps.session())) {
            books.apply(rows);
        }
    }

    /** The commands that compare a sample of the books with the exchange's. */
    synchronized List<String> checks(int sample, Instant now) {
        return sessions.isOpen() ? books.ask(sample, now) : List.of();
    }

    /** A frame whose number is known could not be stored: the number is missing, and the frame lies in the dead letters. */
    synchronized void undecodable(JsonNode frame, String cause, Instant at) {
        losses.undecodable(frame, cause, at);
    }

    /** What a batch held was dropped. Says whether the subscription is of the connection that is open. */
    synchronized boolean dropped(
            Batch.Subscription dropped, Batch.SequenceRange range, String cause, Instant from, Instant now) {
        return dropped.session().equals(gaps.session()) && losses.dropped(dropped.sid(), range, cause, from, now);
    }

    /** A batch file holds these numbers: a crash cannot take them. */
    synchronized void spooled(String ofSession, long sid, long first, long last) {
        if (ofSession.equals(gaps.session())) {
            subscriptions.find(sid).ifPresent(subscription -> subscription.spooled(first, last));
        }
    }

    /** What is to be sent now so that every market is followed, and every book has a fresh snapshot. */
    synchronized Resync.Step due(Instant now) {
        gaps.declareWidened();
        if (!sessions.isOpen()) {
            return Resync.Step.NOTHING;
        }
        if (frames.isSubscribeRefused()) {
            return new Resync.Step(List.of(), true);
        }
        forgetWhatIsGone(now);
        books.due(now);
        List<String> changes = following.due(subscriptions.all(), useYesPrice, now);
        Resync.Step healed = healing.due(subscriptions.all(), useYesPrice, now);
        return healed.reconnect() ? healed : healed.after(changes);
    }

    private void forgetWhatIsGone(Instant now) {
        SortedSet<String> gone = healing.stale(subscriptions.all());
        gone.addAll(subscriptions.markets());
        gone.removeIf(market -> !following.isGone(market, subscriptions.all()));
        for (String market : gone) {
            subscriptions.markets().remove(market);
            books.removed(market);
            healing.removed(market, subscriptions.all(), now);
        }
    }

    /** What a later process must know if this one ends without a word; nothing while there is no connection. */
    synchronized FeedMemory.Entry memory() {
        return sessions.memory();
    }

    /** Continues where an earlier process stopped, however it stopped. */
    synchronized void resume(FeedMemory.Entry before, Instant now) {
        sessions.resume(before, now);
    }

    synchronized List<TradeSpan> missingTrades(Instant now, Duration delay) {
        return trades.due(now, delay);
    }

    synchronized void tradesFetched(TradeSpan span, Instant now) {
        trades.fetched(span, now);
    }

    synchronized void tradesFailed(TradeSpan span, String reason, Instant now) {
        trades.failed(span, reason, now);
    }

    String feed() {
        return feed;
    }
}
