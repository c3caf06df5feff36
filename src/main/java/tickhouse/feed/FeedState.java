package tickhouse.feed;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tickhouse.batch.Batch;
import tickhouse.batch.GapEvent;
import tickhouse.batch.Gaps;
import tickhouse.batch.Row;
import tickhouse.feed.Subscription.OpenGap;

/**
 * One feed over its connections: checks that no number of a subscription is skipped, declares what is, and asks for fresh
 * snapshots until every market has one. The sequence is per subscription and shared by its markets, so a gap puts every book
 * of the subscription in doubt. Each method holds the lock of this object.
 */
final class FeedState {
    static final String ORDER_BOOK = "orderbook_delta";
    static final String TRADES = "trade";

    /** Beside it, the other channels of the command succeed. */
    private static final int UNKNOWN_CHANNEL = 8;

    private static final Logger LOG = LoggerFactory.getLogger(FeedState.class);

    private final String feed;
    private final Gaps gaps;
    private final Map<Long, Subscription> subscriptions = new TreeMap<>();
    /** Gaps of earlier connections, which the snapshots of this one heal. */
    private final List<OpenGap> inherited = new ArrayList<>();

    /** What was declared and is in no batch file yet: if the process is killed, the next one declares it again. */
    private final List<Row> undeclared = new ArrayList<>();

    /** Gaps that went on since they were last declared. */
    private final Set<OpenGap> widened = new LinkedHashSet<>();

    private final SortedSet<String> markets = new TreeSet<>();
    private final Commands commands = new Commands();
    private final Following following;
    private final MissingTrades trades;
    private Resync resync = new Resync();
    private boolean useYesPrice;
    private boolean newSubscription;
    private boolean subscribeRefused;
    private boolean open;
    private String session = "";
    private Instant openedAt = Instant.EPOCH;
    private Instant newestAt = Instant.EPOCH;
    private int gapsOfSession;

    FeedState(String feed, Gaps gaps) {
        this.feed = feed;
        this.gaps = gaps;
        this.following = new Following(feed, commands);
        this.trades = new MissingTrades(gaps);
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
        session = newSession;
        useYesPrice = yesPrice;
        openedAt = at;
        newestAt = at;
        gapsOfSession = 0;
        resync = new Resync();
        subscribeRefused = false;
        open = true;
        declare(new SessionEvent(feed, session, 1, at, null, "", 0));
    }

    /** A connection's end is a gap: the exchange does not send again what was missed until the next one. */
    synchronized void closed(String reason, Instant at, long frames) {
        if (!open) {
            return;
        }
        open = false;
        declareWidened();
        declare(new SessionEvent(feed, session, 2, openedAt, at, reason, frames));
        GapEvent gap = gap(null, "", "connection lost", null, null, 0, newestAt, at, List.copyOf(markets), reason);
        inherit(gap);
        SortedSet<String> traded = new TreeSet<>();
        subscriptions.values().stream()
                .filter(subscription -> subscription.channel.equals(TRADES))
                .forEach(subscription -> traded.addAll(subscription.markets));
        if (!traded.isEmpty()) {
            trades.add(span(gap, List.copyOf(traded), false));
        }
        subscriptions.values().forEach(subscription -> subscription.gaps.forEach(unhealed -> inherited.add(unhealed)));
    }

    private void declare(Row declaration) {
        undeclared.add(declaration);
        gaps.declare(declaration);
    }

    /** A batch file holds these declarations. */
    synchronized void declared(Collection<Row> declarations) {
        undeclared.removeAll(declarations);
    }

    /** Until trades come again, their end is not known. */
    private TradeSpan span(GapEvent gap, List<String> tickers, boolean numbered) {
        return new TradeSpan(gap.gapId(), feed, gap.session(), gap.fromTs(), null, tickers, numbered ? gap : null);
    }

    /** A gap that an earlier connection, or an earlier process, left behind. */
    synchronized void inherit(GapEvent gap) {
        declare(gap);
        if (!gap.markets().isEmpty()) {
            inherited.add(new OpenGap(gap));
        }
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
            case "orderbook_snapshot" ->
                snapshot(subscription, frame.path("msg").path("market_ticker").asText(), at);
            case "ok" -> following.confirmed(subscription, frame);
            case "unsubscribed" -> subscription.retired = true;
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
        heal(subscription.gaps, ticker, resync.means(), at);
        heal(inherited, ticker, "new connection", at);
        for (Subscription other : subscriptions.values()) {
            if (other.retired) {
                heal(other.gaps, ticker, "new subscription", at);
            }
        }
        if (isHealed()) {
            resync.over(at);
        }
    }

    private void heal(List<OpenGap> open, String ticker, String by, Instant at) {
        open.removeIf(gap -> {
            boolean last = gap.stale.remove(ticker) && gap.stale.isEmpty();
            if (last) {
                declare(gap.gap.healed(by, at));
                widened.remove(gap);
                subscriptions.values().stream()
                        .filter(subscription -> subscription.newestGap == gap)
                        .forEach(subscription -> subscription.newestGap = null);
                LOG.info("Feed {}: the gap {} is healed by {}.", feed, gap.gap.gapId(), by);
            }
            return last;
        });
    }

    private boolean isHealed() {
        return subscriptions.values().stream().allMatch(subscription -> subscription.gaps.isEmpty());
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
        GapEvent gap = declare(
                subscription,
                "error " + error.path("code").asInt(),
                null,
                null,
                subscription.newestAt,
                at,
                0,
                error.path("msg").asText());
        if (subscription.channel.equals(TRADES)) {
            trades.add(span(gap, List.copyOf(subscription.markets), true));
        }
        if (!subscription.gaps.isEmpty()) {
            resync.subscriptionEnded(at);
        }
    }

    private void missing(Subscription subscription, String cause, long first, long last, Instant at, String detail) {
        subscription.declareMissing(first, last);
        GapEvent gap = declare(subscription, cause, first, last, subscription.newestAt, at, 0, detail);
        if (subscription.channel.equals(TRADES)) {
            List<String> tickers = List.copyOf(subscription.markets);
            trades.add(span(gap, tickers, true).until(at, tickers));
        }
        if (!subscription.gaps.isEmpty()) {
            resync.needed(at);
        }
    }

    private GapEvent declare(
            Subscription subscription,
            String cause,
            @Nullable Long first,
            @Nullable Long last,
            Instant from,
            Instant at,
            long rows,
            String detail) {
        OpenGap newest = subscription.newestGap;
        if (newest != null && last != null && newest.goesOnWith(cause, first)) {
            newest.goOn(last, rows, at);
            widened.add(newest);
            return newest.gap;
        }
        boolean book = subscription.channel.equals(ORDER_BOOK);
        GapEvent gap = gap(
                subscription.sid,
                subscription.channel,
                cause,
                first,
                last,
                rows,
                from,
                at,
                book ? following.all(subscription.markets) : List.of(),
                detail);
        declare(gap);
        LOG.warn(
                "Feed {}: gap {} in subscription {}: {} ({} to {}).",
                feed,
                gap.gapId(),
                subscription.sid,
                cause,
                first,
                last);
        OpenGap declared = new OpenGap(gap);
        subscription.newestGap = declared;
        if (!gap.markets().isEmpty()) {
            subscription.gaps.add(declared);
        }
        return gap;
    }

    private GapEvent gap(
            @Nullable Long sid,
            String channel,
            String cause,
            @Nullable Long first,
            @Nullable Long last,
            long rows,
            Instant from,
            Instant to,
            List<String> stale,
            String detail) {
        String id = session + "/" + ++gapsOfSession;
        return new GapEvent(
                id, 1, feed, session, sid, channel, cause, first, last, rows, from, to, stale, "", null, detail);
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
        Subscription subscription = dropped.session().equals(session) ? subscriptions.get(dropped.sid()) : null;
        if (subscription == null) {
            return false;
        }
        subscription.spooled(range.first(), range.last());
        declare(subscription, cause, range.first(), range.last(), from, now, range.rows(), "");
        if (!subscription.gaps.isEmpty()) {
            resync.needed(now);
        }
        return true;
    }

    /** A batch file holds these numbers: a crash cannot take them. */
    synchronized void spooled(String ofSession, long sid, long first, long last) {
        Subscription subscription = ofSession.equals(session) ? subscriptions.get(sid) : null;
        if (subscription != null) {
            subscription.spooled(first, last);
        }
    }

    /** What is to be sent now so that every market is followed, and every book has a fresh snapshot. */
    synchronized Resync.Step due(Instant now) {
        declareWidened();
        if (!open) {
            return Resync.Step.NOTHING;
        }
        if (subscribeRefused) {
            return new Resync.Step(List.of(), true);
        }
        forgetWhatIsGone(now);
        List<String> changes = following.due(subscriptions.values(), useYesPrice, now);
        if (isHealed()) {
            return new Resync.Step(changes, false);
        }
        return switch (resync.due(now)) {
            case NOT_YET -> new Resync.Step(changes, false);
            case SNAPSHOTS -> new Resync.Step(both(changes, snapshotCommands()), false);
            case SUBSCRIPTION -> new Resync.Step(both(changes, subscriptionCommands()), false);
            case CONNECTION -> new Resync.Step(List.of(), true);
        };
    }

    private void declareWidened() {
        widened.forEach(gap -> declare(gap.gap));
        widened.clear();
    }

    private static List<String> both(List<String> first, List<String> second) {
        List<String> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }

    /** No snapshot will come of a market that is not followed any more: no gap waits for it. */
    private void forgetWhatIsGone(Instant now) {
        SortedSet<String> gone = new TreeSet<>(markets);
        inherited.forEach(gap -> gone.addAll(gap.stale));
        subscriptions.values().forEach(subscription -> gone.addAll(stale(subscription)));
        gone.removeIf(market -> !following.isGone(market, subscriptions.values()));
        for (String market : gone) {
            markets.remove(market);
            heal(inherited, market, "market removed", now);
            subscriptions.values().forEach(subscription -> heal(subscription.gaps, market, "market removed", now));
        }
        if (isHealed()) {
            resync.over(now);
        }
    }

    private List<String> snapshotCommands() {
        List<String> texts = new ArrayList<>();
        for (Subscription subscription : subscriptions.values()) {
            SortedSet<String> stale = stale(subscription);
            if (!stale.isEmpty()) {
                texts.addAll(commands.snapshots(subscription.sid, stale));
            }
        }
        return texts;
    }

    private List<String> subscriptionCommands() {
        List<String> texts = new ArrayList<>();
        for (Subscription subscription : subscriptions.values()) {
            if (!subscription.gaps.isEmpty()) {
                if (!subscription.retired) {
                    texts.add(commands.unsubscribe(subscription.sid));
                    subscription.retired = true;
                }
                texts.add(following.subscribe(subscription.channel, subscription.markets, useYesPrice));
            }
        }
        return texts;
    }

    private static SortedSet<String> stale(Subscription subscription) {
        SortedSet<String> stale = new TreeSet<>();
        subscription.gaps.forEach(gap -> stale.addAll(gap.stale));
        return stale;
    }

    /** What a later process must know if this one ends without a word; nothing while there is no connection. */
    synchronized FeedMemory.Entry memory() {
        List<FeedMemory.Sequence> sequences = subscriptions.values().stream()
                .map(each -> new FeedMemory.Sequence(each.sid, each.channel, each.durable(), each.newest()))
                .toList();
        List<GapEvent> unhealed = new ArrayList<>();
        inherited.forEach(each -> unhealed.add(each.gap));
        subscriptions.values().forEach(each -> each.gaps.forEach(gap -> unhealed.add(gap.gap)));
        return new FeedMemory.Entry(
                feed,
                session,
                open,
                newestAt,
                List.copyOf(markets),
                sequences,
                gapsOfSession,
                unhealed,
                undeclared(GapEvent.class),
                undeclared(SessionEvent.class),
                trades.all());
    }

    private <T extends Row> List<T> undeclared(Class<T> kind) {
        return undeclared.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Continues where an earlier process stopped, however it stopped. */
    synchronized void resume(FeedMemory.Entry before, Instant now) {
        session = before.session();
        newestAt = before.newestAt();
        gapsOfSession = before.gaps();
        markets.addAll(before.markets());
        before.undeclaredGaps().forEach(this::declare);
        before.undeclaredSessions().forEach(this::declare);
        before.unhealed().stream()
                .filter(gap -> !gap.markets().isEmpty())
                .forEach(gap -> inherited.add(new OpenGap(gap)));
        List<TradeSpan> missing = before.missingTrades();
        if (missing != null) {
            missing.forEach(trades::add);
        }
        for (FeedMemory.Sequence sequence : before.sequences()) {
            if (!before.open() && sequence.durable() == sequence.newest()) {
                continue;
            }
            GapEvent gap = gap(
                    sequence.sid(),
                    sequence.channel(),
                    "process ended",
                    sequence.durable() + 1,
                    null,
                    0,
                    newestAt,
                    now,
                    sequence.channel().equals(ORDER_BOOK) ? before.markets() : List.of(),
                    "the newest number known is " + sequence.newest());
            inherit(gap);
            if (sequence.channel().equals(TRADES)) {
                trades.add(span(gap, before.markets(), true));
            }
        }
        if (!before.open()) {
            return;
        }
        inherit(gap(
                null,
                "",
                "process ended",
                null,
                null,
                0,
                newestAt,
                now,
                before.markets(),
                "killed, or cut off from power"));
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
