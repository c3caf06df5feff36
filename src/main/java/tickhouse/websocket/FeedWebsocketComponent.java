package tickhouse.websocket;

import java.time.Duration;
import java.util.Map;
import org.apache.camel.component.vertx.websocket.VertxWebsocketComponent;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConfiguration;
import org.apache.camel.processor.errorhandler.RedeliveryPolicy;
import org.apache.camel.spi.annotations.Component;

/**
 * The component {@code vertx-websocket} with feeds. The application registers it under this name before any route loads;
 * {@code camel.component.vertx-websocket.<option>} then sets an option for all feeds. Times are milliseconds.
 */
@Component("vertx-websocket")
public final class FeedWebsocketComponent extends VertxWebsocketComponent {
    private final FeedConnections connections;
    private RedeliveryPolicy reconnectPolicy = ReconnectDelays.defaultPolicy();
    private Map<String, Object> handshakeHeaders = Map.of();
    private long handshakeTimeout = 10_000;
    private long silenceTimeout = 30_000;
    private long stableAfter = 30_000;
    private int queueSize = 4_096;
    private boolean compression;

    /** The feeds will show themselves in the given connections. */
    public FeedWebsocketComponent(FeedConnections connections) {
        this.connections = connections;
    }

    @Override
    protected FeedWebsocketEndpoint createEndpointInstance(String uri, VertxWebsocketConfiguration configuration) {
        return new FeedWebsocketEndpoint(uri, this, configuration);
    }

    FeedSettings settings() {
        return new FeedSettings(
                Duration.ofMillis(handshakeTimeout),
                Duration.ofMillis(silenceTimeout),
                Duration.ofMillis(stableAfter),
                queueSize,
                compression);
    }

    public FeedConnections getConnections() {
        return connections;
    }

    public RedeliveryPolicy getReconnectPolicy() {
        return reconnectPolicy;
    }

    /** The delays between attempts; the number of attempts is never limited. */
    public void setReconnectPolicy(RedeliveryPolicy reconnectPolicy) {
        this.reconnectPolicy = reconnectPolicy;
    }

    public Map<String, Object> getHandshakeHeaders() {
        return handshakeHeaders;
    }

    /** Read at each attempt; for feeds whose endpoint has no headers of its own. */
    public void setHandshakeHeaders(Map<String, Object> handshakeHeaders) {
        this.handshakeHeaders = handshakeHeaders;
    }

    public long getHandshakeTimeout() {
        return handshakeTimeout;
    }

    /** From the first packet to the upgrade. */
    public void setHandshakeTimeout(long handshakeTimeout) {
        this.handshakeTimeout = handshakeTimeout;
    }

    public long getSilenceTimeout() {
        return silenceTimeout;
    }

    /** A connection without frame and ping for so long is closed; Kalshi pings every 10 s. 0: never. */
    public void setSilenceTimeout(long silenceTimeout) {
        this.silenceTimeout = silenceTimeout;
    }

    public long getStableAfter() {
        return stableAfter;
    }

    /** A connection that lasted so long and brought frames makes the delays begin anew. */
    public void setStableAfter(long stableAfter) {
        this.stableAfter = stableAfter;
    }

    public int getQueueSize() {
        return queueSize;
    }

    /** So many frames may wait for the route; then the socket is paused until half of them are gone. */
    public void setQueueSize(int queueSize) {
        this.queueSize = queueSize;
    }

    public boolean isCompression() {
        return compression;
    }

    /** Whether permessage-deflate is offered. */
    public void setCompression(boolean compression) {
        this.compression = compression;
    }
}
