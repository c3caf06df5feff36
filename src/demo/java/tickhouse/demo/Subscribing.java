package tickhouse.demo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Answers subscribe: one reply a channel, which may be a new subscription, a merge or an error. */
final class Subscribing {
    private final Venue venue;
    private final Session session;
    private final Replies replies;

    Subscribing(Venue venue, Session session, Replies replies) {
        this.venue = venue;
        this.session = session;
        this.replies = replies;
    }

    void subscribe(long id, Parameters parameters) {
        Set<String> channels = new LinkedHashSet<>(parameters.channels());
        boolean booksFirst = channels.size() > 1 && venue.faults().take(ReplyFault.SNAPSHOTS_BEFORE_SECOND_ACK);
        List<Runnable> books = new ArrayList<>();
        for (String channel : channels) {
            Runnable book = subscribe(id, channel, parameters);
            if (booksFirst) {
                book.run();
            } else {
                books.add(book);
            }
        }
        books.forEach(Runnable::run);
        if (venue.faults().take(ReplyFault.UNKNOWN_CHANNEL)) {
            error(id, ErrorCode.UNKNOWN_CHANNEL);
        }
    }

    /** Answers for one channel and returns what is to be sent after the answers. */
    private Runnable subscribe(long id, String channel, Parameters parameters) {
        Collection<String> tickers = tickers(channel, parameters);
        if (!Channels.isKnown(channel)) {
            error(id, ErrorCode.UNKNOWN_CHANNEL);
            return () -> {};
        }
        if (channel.equals(Channels.ORDERBOOK) && tickers.isEmpty()) {
            error(id, ErrorCode.TICKER_REQUIRED);
            return () -> {};
        }
        Optional<Subscription> present = session.subscription(channel);
        Subscription subscription = present.orElseGet(
                () -> session.open(channel, parameters.flag("use_yes_price"), parameters.flag("skip_ticker_ack")));
        List<String> fresh = subscription.add(tickers);
        if (tickers.isEmpty()) {
            subscription.followEveryMarket();
        }
        if (present.isPresent()) {
            replies.ok(id, subscription);
        } else {
            session.reply(Envelope.of("subscribed")
                    .id(id)
                    .body(Json.object().put("channel", channel).put("sid", subscription.sid())));
        }
        return () -> first(subscription, fresh, parameters);
    }

    private Collection<String> tickers(String channel, Parameters parameters) {
        List<String> tickers = new ArrayList<>(parameters.tickers());
        if (channel.equals(Channels.LIFECYCLE)) {
            return List.of();
        }
        if (channel.equals(Channels.TICKER)) {
            List<String> ids = parameters.marketIds();
            venue.markets().values().stream()
                    .filter(market -> ids.contains(market.id()))
                    .forEach(market -> tickers.add(market.ticker()));
        }
        return tickers;
    }

    private void first(Subscription subscription, List<String> fresh, Parameters parameters) {
        if (subscription.channel().equals(Channels.ORDERBOOK)) {
            replies.firstSnapshots(subscription, fresh);
        } else if (subscription.channel().equals(Channels.TICKER) && parameters.flag("send_initial_snapshot")) {
            for (Market market : venue.markets().values()) {
                if (fresh.isEmpty() ? subscription.covers(market.ticker()) : fresh.contains(market.ticker())) {
                    session.unsequenced(subscription, "ticker", Messages.ticker(market, venue.now()));
                }
            }
        }
    }

    private void error(long id, ErrorCode code) {
        session.reply(Envelope.of("error").id(id).body(code.body()));
    }
}
