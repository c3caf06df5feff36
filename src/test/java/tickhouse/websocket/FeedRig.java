package tickhouse.websocket;

import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.processor.errorhandler.RedeliveryPolicy;
import org.slf4j.LoggerFactory;

/** A Camel context with feeds, which notes what their routes get and what is logged. */
final class FeedRig implements AutoCloseable {
    /** An exchange as a route got it. */
    record Event(
            String feed,
            String session,
            String event,
            Instant receivedAt,
            long frameNumber,
            String reason,
            String body,
            String thread) {
        static Event of(Exchange exchange) {
            Message message = exchange.getMessage();
            return new Event(
                    message.getHeader("feed", String.class),
                    message.getHeader("session", String.class),
                    message.getHeader("event", String.class),
                    message.getHeader("receivedAt", Instant.class),
                    message.getHeader("frameNumber", long.class),
                    message.getHeader("closeReason", "", String.class),
                    message.getBody(String.class),
                    Thread.currentThread().getName());
        }
    }

    private final Logger logger = (Logger) LoggerFactory.getLogger("tickhouse.websocket");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final FeedConnections connections = new FeedConnections();
    private final FeedWebsocketComponent component = new FeedWebsocketComponent(connections);
    private final CamelContext camel = new DefaultCamelContext();

    FeedRig() {
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
        component.setReconnectPolicy(policy(20, 100));
        camel.addComponent("vertx-websocket", component);
        camel.getShutdownStrategy().setTimeout(20);
    }

    /** Without jitter, so that the delays can be foretold. */
    static RedeliveryPolicy policy(long firstMillis, long capMillis) {
        RedeliveryPolicy policy = new RedeliveryPolicy();
        policy.setRedeliveryDelay(firstMillis);
        policy.setUseExponentialBackOff(true);
        policy.setMaximumRedeliveryDelay(capMillis);
        return policy;
    }

    FeedWebsocketComponent component() {
        return component;
    }

    CamelContext camel() {
        return camel;
    }

    /** The endpoint of a feed, as the routes write it. */
    static String uri(String url, String feed) {
        return "vertx-websocket:" + url + "?consumeAsClient=true&feed=" + feed;
    }

    /** Runs a feed through a route with one more step. */
    void start(String url, Processor step) throws Exception {
        start(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(uri(url, "default"))
                        .routeId("kalshi-feed")
                        .process(FeedRig.this::note)
                        .process(step);
            }
        });
    }

    void start(RouteBuilder routes) throws Exception {
        camel.addRoutes(routes);
        camel.start();
    }

    void note(Exchange exchange) {
        events.add(Event.of(exchange));
    }

    List<Event> events() {
        return List.copyOf(events);
    }

    List<Event> events(String event) {
        return events.stream().filter(got -> got.event().equals(event)).toList();
    }

    FeedConnection feed() {
        return connections.feed("default").view();
    }

    List<String> warnings() {
        return log.list.stream()
                .filter(line -> line.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    List<ILoggingEvent> log() {
        return log.list;
    }

    static void eventually(Callable<Boolean> condition) {
        await().pollInterval(Duration.ofMillis(10)).until(condition);
    }

    @Override
    public void close() {
        camel.stop();
        logger.setAdditive(true);
        logger.detachAppender(log);
    }
}
