package tickhouse.feed;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/**
 * Reads each frame for what it changes about its subscription, and checks that no number is skipped. Guarded by the feed's lock.
 */
final class ReceivedFrames {
    /** Beside it, the other channels of the command succeed. */
    private static final int UNKNOWN_CHANNEL = 8;

    private final Subscriptions subscriptions;
    private final Following following;
    private final Healing healing;
    private final MissingTrades trades;
    private final BookChecks books;
    private final Losses losses;
    private boolean subscribeRefused;

    ReceivedFrames(
            Subscriptions subscriptions,
            Following following,
            Healing healing,
            MissingTrades trades,
            BookChecks books,
            Losses losses) {
        this.subscriptions = subscriptions;
        this.following = following;
        this.healing = healing;
        this.trades = trades;
        this.books = books;
        this.losses = losses;
    }

    /** Of a new connection. */
    void begin() {
        subscribeRefused = false;
    }

    /** Whether the exchange did not take what the connection began with: without a new connection nothing would ever come. */
    boolean isSubscribeRefused() {
        return subscribeRefused;
    }

    /** As {@link FeedState#accepts}. */
    boolean accepts(JsonNode frame, Instant at) {
        String type = frame.path("type").asText();
        switch (type) {
            case "subscribed" -> subscribed(frame.path("msg"), at);
            case "error" -> refused(frame, at);
            default -> {
                // Of a subscription: below.
            }
        }
        if (!frame.path("sid").isIntegralNumber() || !frame.path("seq").isIntegralNumber()) {
            return true;
        }
        long seq = frame.get("seq").longValue();
        Subscription subscription = subscriptions.named(frame.get("sid").longValue(), channelOf(type), at);
        if (subscription.isDeclaredMissing(seq)) {
            throw new LateFrameException(subscription.sid, seq);
        }
        if (subscription.hasSeen(seq)) {
            return false;
        }
        long[] skipped = subscription.skippedBy(seq);
        if (skipped.length > 0) {
            losses.skipped(subscription, skipped[0], skipped[1], at, "before number " + seq);
        }
        subscription.accept(seq, at);
        apply(subscription, type, frame, at);
        return true;
    }

    private static String channelOf(String type) {
        return type.startsWith("orderbook") ? Subscription.ORDER_BOOK : type;
    }

    private void subscribed(JsonNode message, Instant at) {
        Subscription subscription = subscriptions.named(message.path("sid").asLong(), "", at);
        subscription.channel = message.path("channel").asText();
        following.subscribed(subscription);
        if (subscription.channel.equals(Subscription.TRADES)) {
            trades.over(at, subscription.markets);
        }
    }

    /** A change of markets was refused. An unknown subscription has ended without a word. */
    private void refused(JsonNode frame, Instant at) {
        JsonNode error = frame.path("msg");
        int code = error.path("code").asInt();
        long command = frame.path("id").asLong(0);
        if (command > 0 && command < Commands.FIRST_ID && code != UNKNOWN_CHANNEL) {
            // What answers the opening's own commands.
            subscribeRefused = true;
        }
        subscriptions.all().stream()
                .filter(subscription -> Following.isAnsweredBy(subscription, frame))
                .findFirst()
                .ifPresent(subscription -> {
                    following.refused(subscription, code, error.path("msg").asText(), at);
                    if (code == 7 && !subscription.retired) {
                        losses.ended(subscription, error, at);
                    }
                });
    }

    private void apply(Subscription subscription, String type, JsonNode frame, Instant at) {
        switch (type) {
            case "orderbook_snapshot" -> snapshot(subscription, frame, at);
            case "ok" -> following.confirmed(subscription, frame);
            case "unsubscribed" -> losses.retired(subscription);
            case "error" -> failed(subscription, frame.path("msg"), at);
            default -> {
                // Deltas, trades and the rest change no subscription.
            }
        }
    }

    private void snapshot(Subscription subscription, JsonNode frame, Instant at) {
        String ticker = frame.path("msg").path("market_ticker").asText();
        books.snapshotAnswers(frame.path("id").asLong(0));
        subscription.markets.add(ticker);
        if (!following.isGone(ticker, List.of())) {
            subscriptions.markets().add(ticker);
        }
        healing.snapshot(subscription, ticker, subscriptions.all(), at);
    }

    /** 10: channel error, 17: internal error, 25: we read too slowly. The exchange has ended the subscription. */
    private void failed(Subscription subscription, JsonNode error, Instant at) {
        int code = error.path("code").asInt();
        if (code == 10 || code == 17 || code == 25) {
            losses.ended(subscription, error, at);
        }
    }
}
