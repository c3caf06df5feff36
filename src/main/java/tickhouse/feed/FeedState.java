package tickhouse.feed;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import tickhouse.batch.Batch;
import tickhouse.batch.GapEvent;
import tickhouse.batch.Gaps;
import tickhouse.batch.Row;
import tickhouse.book.BookCheck;
import tickhouse.book.BookCheck.Result;
import tickhouse.book.Finding;
import tickhouse.kalshi.OrderBookEvent;

/**
 * One feed over its connections: checks that no number of a subscription is skipped, declares what is, and asks for fresh
 * snapshots until every market has one. The sequence is per subscription and shared by its markets, so a gap puts every book
 * of the subscription in doubt. Each method holds the lock of this object.
 */
final class FeedState {
    static final String ORDER_BOOK = "orderbook_delta";
    static final String TRADES = "trade";

    /** One price move is two deltas: for a moment the book may be crossed. */
    private static final Duration CROSSED = Duration.ofSeconds(5);

    /** Beside it, the other channels of the command succeed. */
    private static final int UNKNOWN_CHANNEL = 8;

    private final String feed;
    private final FeedGaps gaps;
    private final Map<Long, Subscription> subscriptions = new TreeMap<>();
    private final SortedSet<String> markets = new TreeSet<>();
    private final Following following;
    private final Healing healing;
    private final MissingTrades trades;
    private final BookChecks books;
    private boolean useYesPrice;
    private boolean newSubscription;
    private boolean subscribeRefused;
    private boolean open;
    /** The command that the newest snapshot answers; 0 if none. */
    private long answered;

    private Instant openedAt = Instant.EPOCH;
    private Instant newestAt = Instant.EPOCH;

    FeedState(String feed, Gaps gaps) {
        Commands commands = new Commands();
        this.feed = feed;
        this.gaps = new FeedGaps(feed, gaps);
        this.following = new Following(feed, commands);
        this.healing = new Healing(this.gaps, commands, following);
        this.trades = new MissingTrades(feed, gaps);
        this.books = new BookChecks(feed, commands);
    }

    /** The markets with which the connection that has opened begins. */
    synchronized void subscribing(Collection<String> tickers) {
        following.opening(tickers);
    }

    /** Other markets than before: the subscriptions of the live connection are changed. */
    synchronized void follow(Collection<String> tickers) {
        if (following.want(tickers)) {
            subscriptions.values().forEach(subscription -> subscription.change.anew());
        }
    }

    synchronized void opened(String newSession, boolean yesPrice, Instant at) {
        closed("its end was not seen", at, 0);
        subscriptions.clear();
        gaps.begin(newSession, 0);
        healing.begin();
        books.begin();
        useYesPrice = yesPrice;
        openedAt = at;
        newestAt = at;
        subscribeRefused = false;
        open = true;
        gaps.declare(new SessionEvent(feed, newSession, 1, at, null, "", 0));
    }

    /** A connection's end is a gap: the exchange does not send again what was missed until the next one. */
    synchronized void closed(String reason, Instant at, long frames) {
        if (!open) {
            return;
        }
        open = false;
        gaps.declareWidened();
        gaps.declare(new SessionEvent(feed, gaps.session(), 2, openedAt, at, reason, frames));
        GapEvent gap =
                gaps.ofConnection(Loss.unnumbered("connection lost", newestAt, at, reason), List.copyOf(markets));
        gaps.inherit(gap);
        SortedSet<String> traded = new TreeSet<>();
        subscriptions.values().stream()
                .filter(subscription -> subscription.channel.equals(TRADES))
                .forEach(subscription -> traded.addAll(subscription.markets));
        if (!traded.isEmpty()) {
            trades.missing(gap, List.copyOf(traded), false);
        }
        gaps.inheritUnhealed(subscriptions.values());
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
        newestAt = at;
        String type = frame.path("type").asText();
        JsonNode message = frame.path("msg");
        switch (type) {
            case "subscribed" -> subscribed(message, at);
            case "error" -> refused(frame, at);
            default -> {
                // Of a subscription: below.
            }
        }
        if (!frame.path("sid").isIntegralNumber() || !frame.path("seq").isIntegralNumber()) {
            return true;
        }
        long seq = frame.get("seq").longValue();
        Subscription subscription = subscription(frame.get("sid").longValue(), channelOf(type), at);
        if (subscription.isDeclaredMissing(seq)) {
            throw new LateFrameException(subscription.sid, seq);
        }
        if (subscription.hasSeen(seq)) {
            return false;
        }
        long[] skipped = subscription.skippedBy(seq);
        if (skipped.length > 0) {
            missing(subscription, "sequence gap", skipped[0], skipped[1], at, "before number " + seq);
        }
        subscription.accept(seq, at);
        apply(subscription, type, frame, at);
        return true;
    }

    private Subscription subscription(long sid, String channel, Instant at) {
        return subscriptions.computeIfAbsent(sid, absent -> {
            newSubscription = true;
            return new Subscription(sid, channel, at);
        });
    }

    /** Whether there is one since this was last asked. */
    synchronized boolean hasNewSubscription() {
        boolean before = newSubscription;
        newSubscription = false;
        return before;
    }

    private static String channelOf(String type) {
        return type.startsWith("orderbook") ? ORDER_BOOK : type;
    }

    private void subscribed(JsonNode message, Instant at) {
        Subscription subscription = subscription(message.path("sid").asLong(), "", at);
        subscription.channel = message.path("channel").asText();
        following.subscribed(subscription);
        if (subscription.channel.equals(TRADES)) {
            trades.over(at, subscription.markets);
        }
    }

    /** A change of markets was refused. An unknown subscription has ended without a word. */
    private void refused(JsonNode frame, Instant at) {
        JsonNode error = frame.path("msg");
        int code = error.path("code").asInt();
        long command = frame.path("id").asLong(0);
        if (command > 0 && command < Commands.FIRST_ID && code != UNKNOWN_CHANNEL) {
            // What answers the opening's own commands: without a new connection nothing would ever come.
            subscribeRefused = true;
        }
        subscriptions.values().stream()
                .filter(subscription -> Following.isAnsweredBy(subscription, frame))
                .findFirst()
                .ifPresent(subscription -> {
                    following.refused(subscription, code, error.path("msg").asText(), at);
                    if (code == 7 && !subscription.retired) {
                        ended(subscription, error, at);
                    }
                });
    }

    private void apply(Subscription subscription, String type, JsonNode frame, Instant at) {
        switch (type) {
            case "orderbook_snapshot" -> {
                answered = frame.path("id").asLong(0);
                snapshot(subscription, frame.path("msg").path("market_ticker").asText(), at);
            }
            case "ok" -> following.confirmed(subscription, frame);
            case "unsubscribed" -> {
                subscription.retired = true;
                books.ended(subscription.sid);
            }
            case "error" -> failed(subscription, frame.path("msg"), at);
            default -> {
                // Deltas, trades and the rest change no subscription.
            }
        }
    }

    private void snapshot(Subscription subscription, String ticker, Instant at) {
        subscription.markets.add(ticker);
        if (!following.isGone(ticker, List.of())) {
            markets.add(ticker);
        }
        healing.snapshot(subscription, ticker, subscriptions.values(), at);
    }

    /** 10: channel error, 17: internal error, 25: we read too slowly. The exchange has ended the subscription. */
    private void failed(Subscription subscription, JsonNode error, Instant at) {
        int code = error.path("code").asInt();
        if (code == 10 || code == 17 || code == 25) {
            ended(subscription, error, at);
        }
    }

    private void ended(Subscription subscription, JsonNode error, Instant at) {
        subscription.retired = true;
        books.ended(subscription.sid);
        GapEvent gap = declare(
                subscription,
                Loss.unnumbered(
                        "error " + error.path("code").asInt(),
                        subscription.newestAt,
                        at,
                        error.path("msg").asText()));
        if (subscription.channel.equals(TRADES)) {
            trades.missing(gap, List.copyOf(subscription.markets), true);
        }
        healing.subscriptionEnded(subscription, at);
    }

    private void missing(Subscription subscription, String cause, long first, long last, Instant at, String detail) {
        subscription.declareMissing(first, last);
        GapEvent gap = declare(subscription, new Loss(cause, first, last, subscription.newestAt, at, 0, detail));
        fetchTrades(subscription, gap, at);
        healing.needed(subscription, at);
    }

    private void fetchTrades(Subscription subscription, GapEvent gap, Instant end) {
        if (subscription.channel.equals(TRADES)) {
            trades.missingUntil(end, gap, List.copyOf(subscription.markets));
        }
    }

    private GapEvent declare(Subscription subscription, Loss loss) {
        if (!subscription.channel.equals(ORDER_BOOK)) {
            return gaps.declare(subscription, loss, List.of());
        }
        List<String> stale = following.all(subscription.markets);
        books.doubt(subscription.sid, stale);
        return gaps.declare(subscription, loss, stale);
    }

    /** A frame of order books has become rows: its book is rebuilt, and what is impossible about it leads to a fresh snapshot. */
    synchronized void applied(List<OrderBookEvent> rows) {
        OrderBookEvent first = rows.get(0);
        if (open && first.session().equals(gaps.session())) {
            books.apply(rows, first.eventType().equals("snapshot") ? answered : 0)
                    .ifPresent(finding -> found(finding, first.receivedTs()));
        }
    }

    private void found(Finding finding, Instant at) {
        gaps.declare(finding.row(feed, gaps.session(), at));
        Subscription subscription = subscriptions.get(finding.sid());
        if (subscription == null || !finding.result().isDoubt()) {
            return;
        }
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

    /** The commands that compare a sample of the books with the exchange's. */
    synchronized List<String> checks(int sample, Instant now) {
        return open ? books.ask(sample, now) : List.of();
    }

    /** A frame whose number is known could not be stored: the number is missing, and the frame lies in the dead letters. */
    synchronized void undecodable(JsonNode frame, String cause, Instant at) {
        Subscription subscription = subscriptions.get(frame.path("sid").asLong(-1));
        long seq = frame.path("seq").asLong(-1);
        if (subscription != null && seq == subscription.newest()) {
            subscription.spooled(seq, seq);
            missing(subscription, "undecodable frame", seq, seq, at, cause);
        }
    }

    /** What a batch held was dropped. Says whether the subscription is of the connection that is open. */
    synchronized boolean dropped(
            Batch.Subscription dropped, Batch.SequenceRange range, String cause, Instant from, Instant now) {
        Subscription subscription = dropped.session().equals(gaps.session()) ? subscriptions.get(dropped.sid()) : null;
        if (subscription == null) {
            return false;
        }
        subscription.spooled(range.first(), range.last());
        GapEvent gap = declare(subscription, new Loss(cause, range.first(), range.last(), from, now, range.rows(), ""));
        fetchTrades(subscription, gap, now);
        healing.needed(subscription, now);
        return true;
    }

    /** A batch file holds these numbers: a crash cannot take them. */
    synchronized void spooled(String ofSession, long sid, long first, long last) {
        Subscription subscription = ofSession.equals(gaps.session()) ? subscriptions.get(sid) : null;
        if (subscription != null) {
            subscription.spooled(first, last);
        }
    }

    /** What is to be sent now so that every market is followed, and every book has a fresh snapshot. */
    synchronized Resync.Step due(Instant now) {
        gaps.declareWidened();
        if (!open) {
            return Resync.Step.NOTHING;
        }
        if (subscribeRefused) {
            return new Resync.Step(List.of(), true);
        }
        forgetWhatIsGone(now);
        books.due(CROSSED, now).forEach(finding -> found(finding, now));
        List<String> changes = following.due(subscriptions.values(), useYesPrice, now);
        Resync.Step healed = healing.due(subscriptions.values(), useYesPrice, now);
        return healed.reconnect() ? healed : healed.after(changes);
    }

    private void forgetWhatIsGone(Instant now) {
        SortedSet<String> gone = healing.stale(subscriptions.values());
        gone.addAll(markets);
        gone.removeIf(market -> !following.isGone(market, subscriptions.values()));
        for (String market : gone) {
            markets.remove(market);
            books.removed(market);
            healing.removed(market, subscriptions.values(), now);
        }
    }

    /** What a later process must know if this one ends without a word; nothing while there is no connection. */
    synchronized FeedMemory.Entry memory() {
        List<FeedMemory.Sequence> sequences = subscriptions.values().stream()
                .map(each -> new FeedMemory.Sequence(each.sid, each.channel, each.durable(), each.newest()))
                .toList();
        return new FeedMemory.Entry(
                feed,
                gaps.session(),
                open,
                newestAt,
                List.copyOf(markets),
                sequences,
                gaps.ofSession(),
                gaps.unhealed(subscriptions.values()),
                gaps.undeclared(GapEvent.class),
                gaps.undeclared(SessionEvent.class),
                gaps.undeclared(BookCheck.class),
                trades.all());
    }

    /** Continues where an earlier process stopped, however it stopped. */
    synchronized void resume(FeedMemory.Entry before, Instant now) {
        gaps.begin(before.session(), before.gaps());
        newestAt = before.newestAt();
        markets.addAll(before.markets());
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
                sequence.channel().equals(ORDER_BOOK) ? before : List.of());
        gaps.inherit(gap);
        if (sequence.channel().equals(TRADES)) {
            trades.missing(gap, before, true);
        }
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
