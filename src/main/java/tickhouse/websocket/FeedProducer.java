package tickhouse.websocket;

import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/** Writes the body as one text message to the live socket of its feed, and returns when it has left. */
final class FeedProducer extends DefaultProducer {
    private final FeedStatus feed;

    FeedProducer(FeedWebsocketEndpoint endpoint, FeedStatus feed) {
        super(endpoint);
        this.feed = feed;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        String text = exchange.getMessage().getMandatoryBody(String.class);
        feed.socket().orElseThrow(() -> new NoLiveSocketException(feed.view())).write(text);
    }
}
