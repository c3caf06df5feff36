package tickhouse.websocket;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.vertx.common.VertxHelper;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConfiguration;
import org.apache.camel.component.vertx.websocket.VertxWebsocketEndpoint;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.jspecify.annotations.Nullable;

/** A stock endpoint, or, with the option {@code feed}, one of the feed's. */
public final class FeedWebsocketEndpoint extends VertxWebsocketEndpoint {
    private final FeedWebsocketComponent component;
    private String feed = "";

    FeedWebsocketEndpoint(String uri, FeedWebsocketComponent component, VertxWebsocketConfiguration configuration) {
        super(uri, component, configuration);
        this.component = component;
    }

    public String getFeed() {
        return feed;
    }

    /** The feed's name: it joins the consumer with its producers, and tells feeds of one address apart. */
    public void setFeed(String feed) {
        this.feed = feed;
    }

    @Override
    public FeedWebsocketComponent getComponent() {
        return component;
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        if (feed.isEmpty()) {
            return super.createConsumer(processor);
        }
        if (!getConfiguration().isConsumeAsClient()) {
            throw new IllegalArgumentException("The feed " + feed + " needs the parameter consumeAsClient: true");
        }
        Consumer consumer =
                new FeedConsumer(this, processor, component.getConnections().feed(feed));
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public Producer createProducer() throws Exception {
        return feed.isEmpty()
                ? super.createProducer()
                : new FeedProducer(this, component.getConnections().feed(feed));
    }

    FeedSettings settings() {
        return component.settings();
    }

    /** For the log: without the query, which may hold anything. */
    String address() {
        URI url = getConfiguration().getWebsocketURI();
        String port = url.getPort() > 0 ? ":" + url.getPort() : "";
        return url.getScheme() + "://" + url.getHost() + port + url.getPath();
    }

    FeedAttempt attempt() throws FeedUnavailableException {
        WebSocketClientOptions options = new WebSocketClientOptions();
        @Nullable SSLContextParameters tls = getConfiguration().getSslContextParameters();
        if (tls != null) {
            try {
                VertxHelper.setupSSLOptions(getCamelContext(), tls, options);
            } catch (Exception failure) {
                throw new FeedUnavailableException(
                        "sslContextParameters cannot be used: " + Text.oneLine(failure) + ".");
            }
        }
        return new FeedAttempt(component.getVertx(), options, settings());
    }

    /** Made for each attempt, because the headers are signed for each. */
    WebSocketConnectOptions handshake() throws FeedUnavailableException {
        try {
            WebSocketConnectOptions options = getWebSocketConnectOptions(new HttpClientOptions());
            // Kalshi answers an Origin header with 403.
            options.setAllowOriginHeader(false);
            if (getConfiguration().getHandshakeHeaders().isEmpty()) {
                component.getHandshakeHeaders().forEach((name, value) -> options.putHeader(name, value.toString()));
            }
            return options;
        } catch (RuntimeException failure) {
            throw new FeedUnavailableException("the headers of the handshake could not be made ("
                    + Text.oneLine(failure) + "). Check KALSHI_KEY_ID and KALSHI_PRIVATE_KEY_FILE.");
        }
    }
}
