package tickhouse.health;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import tickhouse.batch.Usage;
import tickhouse.websocket.FeedConnection;
import tickhouse.websocket.FeedConnections;

/** One line that says how the recording goes. One thread uses it. */
public final class Heartbeat {
    private final FeedConnections feeds;
    private final RecorderMeters meters;
    private final Supplier<Usage> spool;
    private final Supplier<Usage> deadLetters;
    private long framesBefore;
    private long rowsBefore;

    public Heartbeat(FeedConnections feeds, RecorderMeters meters, Supplier<Usage> spool, Supplier<Usage> deadLetters) {
        this.feeds = feeds;
        this.meters = meters;
        this.spool = spool;
        this.deadLetters = deadLetters;
    }

    /** Totals since the start; in brackets what came since the line before. */
    public String line() {
        List<FeedConnection> all = feeds.all();
        long frames = RecorderMeters.frames(feeds);
        long rows = Math.round(meters.rowsInserted());
        Usage waiting = spool.get();
        String line = String.format(
                Locale.ROOT,
                "frames=%d (+%d) rows=%d (+%d) last_event=%s last_insert=%s ingest_lag=%s spool_files=%d spool_bytes=%d"
                        + " dead_letters=%d refused=%s undecodable=%d reconnects=%d feeds=%s",
                frames,
                frames - framesBefore,
                rows,
                rows - rowsBefore,
                time(all.stream()
                        .map(FeedConnection::lastFrameAt)
                        .flatMap(Optional::stream)
                        .max(Instant::compareTo)),
                time(meters.lastInsert().map(RecorderMeters.Insert::at)),
                meters.lastInsert().map(insert -> seconds(insert.lag())).orElse("-"),
                waiting.files(),
                waiting.bytes(),
                deadLetters.get().files(),
                refused(),
                Math.round(meters.undecodableFrames()),
                RecorderMeters.reconnects(feeds),
                states(all));
        framesBefore = frames;
        rowsBefore = rows;
        return line;
    }

    private String refused() {
        Set<String> tables = meters.refused().keySet();
        return tables.isEmpty() ? "none" : String.join(",", tables);
    }

    private static String time(Optional<Instant> time) {
        return time.map(instant -> instant.truncatedTo(ChronoUnit.MILLIS).toString())
                .orElse("-");
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1fs", duration.toMillis() / 1000.0);
    }

    private static String states(List<FeedConnection> feeds) {
        return feeds.isEmpty()
                ? "none"
                : feeds.stream()
                        .map(feed -> feed.name() + ":" + feed.state().name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(","));
    }
}
