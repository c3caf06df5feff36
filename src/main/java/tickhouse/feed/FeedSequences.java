package tickhouse.feed;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tickhouse.batch.Batch;
import tickhouse.batch.FrameRows;
import tickhouse.batch.Gaps;
import tickhouse.kalshi.OrderBookEvent;
import tickhouse.kalshi.UndecodableFrameException;

/** The state of every feed, for the routes. Any thread may use it. */
public final class FeedSequences {
    private static final Logger LOG = LoggerFactory.getLogger(FeedSequences.class);

    private final Gaps gaps;
    private final FeedMemory memory;
    private final Clock clock;
    private final BiConsumer<String, String> reconnect;
    private final Map<String, FeedState> feeds = new ConcurrentHashMap<>();
    // Guarded by the memory.
    private boolean unwritable;
    private volatile BiConsumer<String, JsonNode> lifecycle = (feed, message) -> {};

    /** A command for the live connection of a feed. */
    public record Command(String feed, String text) {}

    /**
     * Feeds whose memory lies in a directory.
     *
     * @param reconnect ends the connection of a feed, for a reason
     */
    public FeedSequences(Gaps gaps, Path directory, Clock clock, BiConsumer<String, String> reconnect) {
        this.gaps = gaps;
        this.memory = new FeedMemory(directory);
        this.clock = clock;
        this.reconnect = reconnect;
    }

    /** The times of which trades are to be fetched now, a delay after they came again. */
    List<TradeSpan> missingTrades(Instant now, Duration delay) {
        return feeds.values().stream()
                .flatMap(state -> state.missingTrades(now, delay).stream())
                .toList();
    }

    void tradesFetched(TradeSpan span, Instant now) {
        feed(span.feed(), now).tradesFetched(span, now);
    }

    void tradesFailed(TradeSpan span, String reason, Instant now) {
        feed(span.feed(), now).tradesFailed(span, reason, now);
    }

    /** What an earlier process left behind is declared when its feed first opens here. */
    public void opened(String feed, String session, boolean useYesPrice, Instant at) {
        FeedState state = feed(feed, at);
        state.opened(session, useYesPrice, at);
        keep(state);
    }

    /** The connection that has just opened begins with these markets. */
    void subscribing(String feed, Collection<String> markets) {
        feed(feed, clock.instant()).subscribing(markets);
    }

    /** The feed follows these markets from now on, on the connection that is open. */
    void follow(String feed, Collection<String> markets) {
        feed(feed, clock.instant()).follow(markets);
    }

    /** Declares what an earlier process left behind, also of feeds that are no more. Before the first feed starts. */
    public void resume() {
        Instant now = clock.instant();
        memory.names().forEach(name -> feed(name, now));
    }

    private FeedState feed(String feed, Instant now) {
        return feeds.computeIfAbsent(feed, name -> {
            FeedState state = new FeedState(name, gaps);
            memory.recall(name).ifPresent(before -> state.resume(before, now));
            return state;
        });
    }

    public void closed(String feed, String reason, Instant at, long frames) {
        FeedState state = feed(feed, at);
        state.closed(reason, at, frames);
        keep(state);
    }

    /** Whether the frame is to be stored. */
    public boolean accepts(JsonNode frame, String feed, Instant at) {
        FeedState state = feed(feed, at);
        boolean accepted = state.accepts(frame, at);
        if (state.hasNewSubscription()) {
            keep(state);
        }
        if (accepted && frame.path("type").asText().equals("market_lifecycle_v2")) {
            lifecycle.accept(feed, frame.path("msg"));
        }
        return accepted;
    }

    /** The rows of a frame: those of order books rebuild its book. */
    public void applied(FrameRows frame) {
        // All rows of a frame belong to one table.
        if (frame.rows().get(0) instanceof OrderBookEvent first) {
            List<OrderBookEvent> rows =
                    frame.rows().stream().map(OrderBookEvent.class::cast).toList();
            feed(first.feed(), first.receivedTs()).applied(rows);
        }
    }

    /** The commands that compare a sample of each feed's books with the exchange's. */
    public List<Command> checks(int markets) {
        Instant now = clock.instant();
        return feeds.values().stream()
                .flatMap(state -> state.checks(markets, now).stream().map(text -> new Command(state.feed(), text)))
                .toList();
    }

    /** One at a time, so that what is older never replaces what is newer. The recording goes on without it. */
    private void keep(FeedState state) {
        synchronized (memory) {
            try {
                memory.keep(state.memory());
                unwritable = false;
            } catch (IOException failure) {
                if (!unwritable) {
                    LOG.error(
                            "What the feeds must remember cannot be written, so a kill would not be declared in full: {}",
                            failure.toString());
                }
                unwritable = true;
            }
        }
    }

    /** Who is told what happens to markets: a feed, and the message it got. */
    public void tellLifecycle(BiConsumer<String, JsonNode> listener) {
        lifecycle = listener;
    }

    /** The frame, if it was JSON, lies in the dead letters. */
    public void undecodable(@Nullable JsonNode frame, String feed, Exception failure, Instant at) {
        Throwable reason = UndecodableFrameException.reasonOf(failure);
        if (frame != null && !(reason instanceof LateFrameException)) {
            feed(feed, at).undecodable(frame, String.valueOf(reason.getMessage()), at);
        }
    }

    /**
     * The routes have stopped, and the last batches are files: what is in files is not to be declared missing at the next start.
     * A connection whose end was not heard, as in a forced stop, is over too.
     */
    public void stopped() {
        feeds.values().forEach(state -> {
            state.closed("Tickhouse stopped", clock.instant(), 0);
            keep(state);
        });
    }

    /** The batch is a file. */
    public void spooled(Batch batch) {
        feeds.values().forEach(state -> state.declared(batch.unsequenced()));
        batch.sequences().forEach((subscription, ranges) -> {
            FeedState state = feeds.get(subscription.feed());
            if (state != null) {
                ranges.forEach(range ->
                        state.spooled(subscription.session(), subscription.sid(), range.first(), range.last()));
            }
        });
    }

    /** What the batch held is declared missing, and its books want fresh snapshots. */
    public void droppedAsSpoolIsFull(Batch batch) {
        dropped(batch, "the spool is full");
    }

    /** As {@link #droppedAsSpoolIsFull}. */
    public void droppedAsDiskRefused(Batch batch) {
        dropped(batch, "the disk refused the batch file");
    }

    private void dropped(Batch batch, String cause) {
        Instant now = clock.instant();
        gaps.declare(batch, cause, (subscription, range) -> {
            FeedState state = feeds.get(subscription.feed());
            return state != null && state.dropped(subscription, range, cause, batch.begun(), now);
        });
    }

    /** The commands that are due, and the connections that must end; each feed's state goes to its file. */
    public List<Command> due() {
        Instant now = clock.instant();
        List<Command> due = new ArrayList<>();
        for (FeedState state : feeds.values()) {
            Resync.Step step = state.due(now);
            step.commands().forEach(text -> due.add(new Command(state.feed(), text)));
            if (step.reconnect()) {
                LOG.warn("Feed {}: its books could not be healed, so it connects again.", state.feed());
                reconnect.accept(state.feed(), "the books could not be healed");
            }
            keep(state);
        }
        return due;
    }
}
