package tickhouse.demo;

import java.util.List;
import java.util.TreeSet;

/** Answers update_subscription. Only the event loop touches it. */
final class Updating {
    private final Venue venue;
    private final Session session;
    private final Replies replies;

    Updating(Venue venue, Session session, Replies replies) {
        this.venue = venue;
        this.session = session;
        this.replies = replies;
    }

    void update(long id, Parameters parameters) {
        Subscription subscription = session.subscription(parameters.onlySid())
                .orElseThrow(() -> new CommandRejected(ErrorCode.UNKNOWN_SUBSCRIPTION));
        String action = parameters.action();
        List<String> tickers = parameters.tickers();
        if (!supports(subscription, action)) {
            refuse(subscription, ErrorCode.UNSUPPORTED_ACTION);
        } else if (tickers.isEmpty()) {
            refuse(subscription, ErrorCode.TICKER_REQUIRED);
        } else {
            perform(id, subscription, action, tickers);
        }
    }

    private static boolean supports(Subscription subscription, String action) {
        return switch (action) {
            case "get_snapshot" -> subscription.channel().equals(Channels.ORDERBOOK);
            case "add_markets", "delete_markets" -> !subscription.channel().equals(Channels.LIFECYCLE);
            default -> false;
        };
    }

    /** Such an error carries no command id, and uses up a sequence number of the subscription. */
    private void refuse(Subscription subscription, ErrorCode code) {
        session.sequenced(subscription, Envelope.of("error").body(code.body()));
    }

    private void perform(long id, Subscription subscription, String action, List<String> tickers) {
        switch (action) {
            case "add_markets" -> add(id, subscription, tickers);
            case "delete_markets" -> {
                subscription.delete(tickers);
                replies.ok(id, subscription);
            }
            default -> {
                if (!venue.faults().take(ReplyFault.NO_SNAPSHOTS)) {
                    replies.snapshots(id, subscription, tickers);
                }
            }
        }
    }

    private void add(long id, Subscription subscription, List<String> tickers) {
        if (venue.faults().take(ReplyFault.MARKET_LIMIT)) {
            throw new CommandRejected(ErrorCode.MARKET_LIMIT);
        }
        if (venue.faults().take(ReplyFault.TOO_MANY_REQUESTS)) {
            throw new CommandRejected(ErrorCode.TOO_MANY_REQUESTS);
        }
        subscription.add(tickers);
        replies.ok(id, subscription);
        if (subscription.channel().equals(Channels.ORDERBOOK)) {
            // A market that was present gets its book again, unlike on a second subscribe.
            replies.firstSnapshots(subscription, new TreeSet<>(tickers));
        }
    }
}
