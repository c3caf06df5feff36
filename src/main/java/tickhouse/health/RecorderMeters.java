package tickhouse.health;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import tickhouse.batch.BatchFile;
import tickhouse.batch.BatchId;
import tickhouse.batch.Usage;
import tickhouse.clickhouse.InsertFailure;
import tickhouse.kalshi.UndecodableFrames;
import tickhouse.websocket.FeedConnection;
import tickhouse.websocket.FeedConnections;

/** What is counted: the meters under {@code /observe/metrics}, and what the heartbeat reads. Any thread may use it. */
public final class RecorderMeters {
    private static final Optional<Failure> UNKNOWN = Optional.of(new Failure(Instant.EPOCH, "not tried yet"));

    private final MeterRegistry registry;
    private final UndecodableFrames undecodable;
    private final Clock clock;
    private volatile @Nullable Insert lastInsert;
    private volatile @Nullable Failure lastFailure;
    /** What the newest attempt to insert into each table came to; empty: ClickHouse took the batch. */
    private final Map<String, Optional<Failure>> newest = new ConcurrentHashMap<>();

    /** A successful insert: when, and how long after its first row had come. */
    public record Insert(Instant at, Duration lag) {}

    /** A failed attempt. */
    public record Failure(Instant at, String cause) {}

    public RecorderMeters(MeterRegistry registry, UndecodableFrames undecodable, Clock clock) {
        this.registry = registry;
        this.undecodable = undecodable;
        this.clock = clock;
    }

    /** Shows what others count. */
    public void watch(FeedConnections feeds, Supplier<Usage> spool, Supplier<Usage> deadLetters) {
        FunctionCounter.builder("tickhouse.frames", feeds, RecorderMeters::frames)
                .description("Frames received")
                .register(registry);
        FunctionCounter.builder("tickhouse.reconnects", feeds, RecorderMeters::reconnects)
                .description("Connections after each feed's first")
                .register(registry);
        gauge("tickhouse.spool.files", "Batch files that wait for their insert", spool, Usage::files);
        gauge("tickhouse.spool.bytes", "What they take on the disk", spool, Usage::bytes);
        gauge("tickhouse.dead.letters", "Dead-letter files", deadLetters, Usage::files);
    }

    private void gauge(String name, String description, Supplier<Usage> usage, ToLongFunction<Usage> value) {
        Gauge.builder(name, () -> value.applyAsLong(usage.get()))
                .description(description)
                .register(registry);
    }

    static long frames(FeedConnections feeds) {
        return feeds.all().stream().mapToLong(FeedConnection::frames).sum();
    }

    static long reconnects(FeedConnections feeds) {
        return feeds.all().stream().mapToLong(FeedConnection::reconnects).sum();
    }

    /** ClickHouse has the batch. */
    public void inserted(BatchFile file, int rows) {
        Instant now = clock.instant();
        rows(file.table()).increment(rows);
        registry.counter("tickhouse.batches", "table", file.table()).increment();
        Duration lag = BatchId.time(file.batchId())
                .map(begun -> Duration.between(begun, now))
                .orElse(Duration.ZERO);
        lastInsert = new Insert(now, lag);
        newest.put(file.table(), Optional.empty());
    }

    /** Whether ClickHouse took the newest batch of the table; not while there was none. */
    public boolean isTaken(String table) {
        return newest.getOrDefault(table, UNKNOWN).isEmpty();
    }

    /** The tables whose newest batch ClickHouse did not take, in order, and why. */
    Map<String, Failure> refused() {
        Map<String, Failure> refused = new TreeMap<>();
        newest.forEach((table, attempt) -> attempt.ifPresent(failure -> refused.put(table, failure)));
        return refused;
    }

    private Counter rows(String table) {
        return registry.counter("tickhouse.rows", "table", table);
    }

    /** An attempt to insert a batch failed. */
    public void insertFailed(String table, InsertFailure failure) {
        newest.put(table, Optional.of(failed(table, failure)));
    }

    /** The tables could not be created or looked at. */
    public void schemaFailed(InsertFailure failure) {
        failed("", failure);
    }

    private Failure failed(String table, InsertFailure failure) {
        registry.counter("tickhouse.insert.failures", "code", Integer.toString(failure.code()), "table", table)
                .increment();
        Failure now = new Failure(clock.instant(), failure.toString());
        lastFailure = now;
        return now;
    }

    /** A frame could not be decoded. */
    public void undecodable(String feed, Exception failure) {
        registry.counter(
                        "tickhouse.frames.undecodable",
                        "feed",
                        feed,
                        "kind",
                        undecodable.kind(failure).name().toLowerCase(Locale.ROOT))
                .increment();
    }

    /** Rows inserted since the start, of all tables. */
    double rowsInserted() {
        return sum("tickhouse.rows");
    }

    double undecodableFrames() {
        return sum("tickhouse.frames.undecodable");
    }

    private double sum(String counter) {
        return registry.find(counter).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    Optional<Insert> lastInsert() {
        return Optional.ofNullable(lastInsert);
    }

    Optional<Failure> lastFailure() {
        return Optional.ofNullable(lastFailure);
    }
}
