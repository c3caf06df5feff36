package tickhouse.websocket;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.StartupListener;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.spi.ShutdownStrategy;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The route's end of a feed. It starts once every route has, and its start cannot fail for want of a connection. */
final class FeedConsumer extends DefaultConsumer implements ShutdownAware, StartupListener {
    private static final Logger LOG = LoggerFactory.getLogger(FeedConsumer.class);

    private final FeedWebsocketEndpoint endpoint;
    private final FeedStatus feed;
    private @Nullable FeedLoop loop;
    private @Nullable ExecutorService executor;

    FeedConsumer(FeedWebsocketEndpoint endpoint, Processor processor, FeedStatus feed) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.feed = feed;
        setHealthCheck(new FeedHealthCheck(feed));
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        feed.claim();
        loop = new FeedLoop(
                endpoint,
                feed,
                new FeedDelivery(this, endpoint.getFeed()),
                new ReconnectDelays(endpoint.getComponent().getReconnectPolicy(), () -> ThreadLocalRandom.current()
                        .nextDouble()));
        if (getEndpoint().getCamelContext().isStarted()) {
            launch(loop);
        }
    }

    /** Before that, the routes our route needs may not be there. */
    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        FeedLoop ready = loop;
        if (ready != null && executor == null) {
            launch(ready);
        }
    }

    private void launch(FeedLoop ready) {
        ExecutorService thread = endpoint.getCamelContext()
                .getExecutorServiceManager()
                .newSingleThreadExecutor(this, "feed-" + endpoint.getFeed());
        executor = thread;
        thread.execute(ready);
    }

    /** Camel's first call when the route is to stop. Deferred, so that the queue can empty itself. */
    @Override
    public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
        if (loop != null) {
            loop.stop();
        }
        return true;
    }

    @Override
    public int getPendingExchangesSize() {
        return loop == null ? 0 : loop.unfinished();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // deferShutdown was before this.
    }

    @Override
    protected void doStop() throws Exception {
        if (loop != null) {
            loop.stop();
            if (executor != null) {
                end(loop, executor);
            }
            feed.stopped();
        }
        loop = null;
        executor = null;
        super.doStop();
    }

    private void end(FeedLoop running, ExecutorService thread) {
        ShutdownStrategy shutdown = endpoint.getCamelContext().getShutdownStrategy();
        ExecutorServiceManager threads = endpoint.getCamelContext().getExecutorServiceManager();
        if (shutdown.isTimeoutOccurred() || shutdown.isForceShutdown()) {
            int dropped = running.drop();
            LOG.warn("Feed {}: stopped by force; the route did not get {} event(s).", endpoint.getFeed(), dropped);
            threads.shutdownNow(thread);
        } else {
            threads.shutdownGraceful(thread);
        }
    }
}
