package tickhouse.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;

/** The answers that several commands share. Only the event loop touches it. */
final class Replies {
    private final Venue venue;
    private final Session session;

    Replies(Venue venue, Session session) {
        this.venue = venue;
        this.session = session;
    }

    /** Confirms a change with the markets now followed, unless the client asked to leave them out. */
    void ok(long id, Subscription subscription) {
        ObjectNode body = Json.object();
        if (!subscription.skipTickerAck() && !subscription.tickers().isEmpty()) {
            body.set("market_tickers", Json.strings(subscription.tickers()));
        }
        session.sequenced(subscription, Envelope.of("ok").id(id).body(body));
    }

    /** Sends the books that a subscription is new to, in the order given. */
    void firstSnapshots(Subscription subscription, Collection<String> tickers) {
        if (!tickers.isEmpty() && venue.faults().take(ReplyFault.DELTA_BEFORE_SNAPSHOT)) {
            venue.nudge(tickers);
        }
        snapshots(0, subscription, tickers);
    }

    /** An unknown ticker is no error: its snapshot has no levels and no id. */
    void snapshots(long id, Subscription subscription, Collection<String> tickers) {
        for (String ticker : tickers) {
            ObjectNode body = venue.find(ticker)
                    .map(market -> Messages.snapshot(market, subscription.useYesPrice()))
                    .orElseGet(() -> Messages.emptySnapshot(ticker, ""));
            session.sequenced(
                    subscription, Envelope.of("orderbook_snapshot").id(id).body(body));
        }
    }
}
