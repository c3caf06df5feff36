package tickhouse.websocket;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultConsumer;
import tickhouse.websocket.FeedEvent.Kind;

/** Makes an exchange of each event and runs it through the route, on the feed's thread. */
final class FeedDelivery {
    private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

    private final DefaultConsumer consumer;
    private final String feed;
    private long unreported;
    private long reportedNanos;

    FeedDelivery(DefaultConsumer consumer, String feed) {
        this.consumer = consumer;
        this.feed = feed;
        this.reportedNanos = System.nanoTime() - LOG_INTERVAL.toNanos();
    }

    /** Why the route failed, if it did. A failure that an error handler took care of is a failure still. */
    Optional<String> deliver(String session, FeedEvent event) {
        Exchange exchange = consumer.createExchange(true);
        Message message = exchange.getMessage();
        message.setHeader("feed", feed);
        message.setHeader("session", session);
        message.setHeader("event", event.kind().header());
        message.setHeader("receivedAt", event.at());
        message.setHeader("frameNumber", event.frameNumber());
        if (event.kind() == Kind.CLOSE) {
            message.setHeader("closeReason", event.text());
            message.setBody("");
        } else {
            Buffer notText = event.notText();
            message.setBody(notText == null ? event.text() : notText.getBytes());
        }
        try {
            consumer.getProcessor().process(exchange);
        } catch (Exception failure) {
            exchange.setException(failure);
        }
        // A failed opening ends the connection, and the line about that end tells why.
        if (exchange.getException() != null && event.kind() != Kind.OPEN) {
            report(exchange);
        }
        return failure(exchange);
    }

    private static Optional<String> failure(Exchange exchange) {
        if (exchange.getException() != null) {
            return Optional.of(Text.oneLine(inside(exchange.getException())));
        }
        return exchange.getExchangeExtension().isFailureHandled()
                ? Optional.of("its error handler knows why")
                : Optional.empty();
    }

    /** A route that fails on one frame often fails on all of them: once a minute is enough. */
    private void report(Exchange exchange) {
        unreported++;
        if (System.nanoTime() - reportedNanos >= LOG_INTERVAL.toNanos()) {
            consumer.getExceptionHandler()
                    .handleException(
                            "Feed " + feed + ": the route failed on " + unreported + " frame(s) since the last report",
                            exchange,
                            exchange.getException());
            reportedNanos = System.nanoTime();
            unreported = 0;
        }
    }

    /** A split wraps the failure of its part and adds nothing that a person could use. */
    private static Throwable inside(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CamelExchangeException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
