package tickhouse.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tickhouse.batch.Usage;
import tickhouse.clickhouse.embedded.EmbeddedClickHouse;
import tickhouse.clickhouse.embedded.EmbeddedClickHouseOptions;
import tickhouse.demo.oracle.Tables;

/** Measures what a long outage of ClickHouse costs, and that all of it is stored afterwards. */
@Command(
        name = "src/bench/outage",
        mixinStandardHelpOptions = true,
        description =
                "Refuses the packaged recorder its ClickHouse for an hour at 2,000 frames a second, and then looks on"
                        + " while the backlog drains. The hour is compressed: by the factor, more frames come in a second, and all of"
                        + " the recorder's delays are shorter, so that as many batch files with as many rows pile up as in the hour.")
public final class Outage implements Callable<Integer> {
    private static final int REAL_RATE = 2_000;
    private static final int REAL_SECONDS = 3_600;
    private static final String KEY_ID = "outage-key";
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    @Option(names = "--compression", defaultValue = "3", description = "The factor. Default: ${DEFAULT-VALUE}.")
    private int compression;

    @Option(
            names = "--rate",
            description =
                    "Frames a second meanwhile. Default: 2,000 times the factor. With fewer there are as many files, with"
                            + " fewer rows in each.")
    private int rate;

    @Option(names = "--seconds", description = "How long ClickHouse is away. Default: 3600 divided by the factor.")
    private long seconds;

    @Option(names = "--heap", defaultValue = "256m", description = "The recorder's -Xmx. Default: ${DEFAULT-VALUE}.")
    private String heap = "256m";

    @Option(names = "--markets", defaultValue = "50", description = "How many markets. Default: ${DEFAULT-VALUE}.")
    private int markets;

    private final LongAdder sent = new LongAdder();

    private Outage() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Outage()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (!RecorderProcess.isBuilt()) {
            System.err.println("Tickhouse is not built. Start this by src/bench/outage, in the project's directory.");
            return 1;
        }
        seconds = seconds == 0 ? REAL_SECONDS / compression : seconds;
        rate = rate == 0 ? REAL_RATE * compression : rate;
        Path directory = Files.createTempDirectory(
                Files.createDirectories(Path.of("target/outage").toAbsolutePath()), "run-");
        System.out.printf(
                "%,d frames a second for %,d s, with as many files as in %,d s; heap %s; files in %s.%n",
                rate, seconds, seconds * compression, heap, directory);
        EmbeddedClickHouseOptions engineOptions = EmbeddedClickHouseOptions.in(directory.resolve("clickhouse"))
                .withMemoryCeilingBytes(2L << 30)
                .withoutSupervision();
        EmbeddedClickHouse engine = EmbeddedClickHouse.start(engineOptions);
        ExchangeOptions options = new ExchangeOptions()
                .key(KEY_ID, KeyFiles.generate(directory))
                .markets(markets)
                .rate(Math.min(rate, REAL_RATE))
                .ledger(frame -> sent.add(frame.sequenced() ? 1 : 0));
        try (SimulatedExchange exchange = new SimulatedExchange(options).start()) {
            HeapLog heapLog = new HeapLog(directory.resolve("gc.log"));
            RecorderProcess recorder = recorder(exchange, directory, engine, heapLog);
            recorder.start();
            await(() -> recorder.ask("SELECT 1 FROM kalshi.orderbook_events LIMIT 1")
                    .filter(row -> !row.isEmpty())
                    .isPresent());
            engine.kill();
            exchange.rate(rate);
            watch(recorder, heapLog, Instant.now().plusSeconds(seconds));
            exchange.rate(Math.min(rate, REAL_RATE));
            engine = EmbeddedClickHouse.start(engineOptions.withHttpPort(engine.httpPort()));
            Duration drained = drain(recorder, heapLog);
            exchange.quiesce();
            await(() -> waiting(recorder).files() + deadLetters(recorder).files() == 0);
            int verdict = report(recorder, heapLog, drained);
            recorder.stop();
            return verdict;
        } finally {
            engine.close();
        }
    }

    /** Its delays are divided by the factor. */
    private RecorderProcess recorder(
            SimulatedExchange exchange, Path directory, EmbeddedClickHouse engine, HeapLog heapLog) throws IOException {
        return new RecorderProcess(exchange, KEY_ID, directory, engine.httpPort(), 0)
                .with("JAVA_TOOL_OPTIONS", "-Xmx" + heap + " -XX:+ExitOnOutOfMemoryError " + heapLog.option())
                .with("CLICKHOUSE_URL", engine.jdbcUrl("kalshi"))
                .with("BATCH_MAX_WAIT_MS", compressed(1_000))
                .with("DEAD_LETTER_REDELIVERY_DELAY_MS", compressed(1_000))
                .with("DEAD_LETTER_MAXIMUM_REDELIVERY_DELAY_MS", compressed(60_000))
                .with("DEAD_LETTER_REPLAY_INTERVAL_MS", compressed(30_000))
                .with("SPOOL_MIN_FREE_BYTES", "0")
                .loggingTo(directory.resolve("recorder.log"));
    }

    private String compressed(int millis) {
        return Integer.toString(millis / compression);
    }

    private void watch(RecorderProcess recorder, HeapLog heapLog, Instant end) throws Exception {
        System.out.println(
                "   s   frames sent  batch files  MB on disk  dead letters  heap after GC (MB)  most so far");
        Instant begun = Instant.now();
        while (Instant.now().isBefore(end)) {
            boolean ended = recorder.ended(Duration.ofSeconds(Math.max(1, seconds / 20)));
            print(begun, recorder, heapLog);
            if (ended) {
                throw new IllegalStateException("The recorder has ended; see its log.");
            }
        }
    }

    private void print(Instant begun, RecorderProcess recorder, HeapLog heapLog) throws IOException {
        Usage waiting = waiting(recorder);
        System.out.printf(
                Locale.ROOT,
                "%4d  %,12d  %,11d  %,10d  %,12d  %18d  %11d%n",
                Duration.between(begun, Instant.now()).toSeconds(),
                sent.sum(),
                waiting.files(),
                waiting.bytes() / 1_000_000,
                deadLetters(recorder).files(),
                heapLog.newest(),
                heapLog.most());
    }

    /** The exchange goes on meanwhile. Drained is when no more waits than always does. */
    private Duration drain(RecorderProcess recorder, HeapLog heapLog) throws Exception {
        System.out.println("ClickHouse is back.");
        Instant begun = Instant.now();
        while (waiting(recorder).files() + deadLetters(recorder).files() > 3L * compression) {
            if (recorder.ended(Duration.ofSeconds(10)) || begun.plus(PATIENCE).isBefore(Instant.now())) {
                throw new IllegalStateException("The backlog does not drain; see the recorder's log.");
            }
            print(begun, recorder, heapLog);
        }
        return Duration.between(begun, Instant.now());
    }

    private static Usage waiting(RecorderProcess recorder) {
        return Usage.of(recorder.data().resolve("spool"));
    }

    private static Usage deadLetters(RecorderProcess recorder) {
        return Usage.of(recorder.data().resolve("dead-letter"));
    }

    private int report(RecorderProcess recorder, HeapLog heapLog, Duration drained) throws Exception {
        Tables tables = Tables.at(recorder.engineUrl());
        // What was sent last is in no file at first.
        Instant settled = Instant.now().plusSeconds(60);
        while (OutageResult.frames(tables) < sent.sum() && Instant.now().isBefore(settled)) {
            Thread.sleep(1_000);
        }
        OutageResult result = OutageResult.of(tables);
        System.out.printf("Drained within %,d s, while the exchange went on.%n", drained.toSeconds());
        System.out.printf("The most heap in use after a collection: %,d MB.%n", heapLog.most());
        recorder.collectGarbage();
        System.out.printf("In use after a full collection now: %,d MB.%n", heapLog.newest());
        System.out.printf("Frames sent: %,d; %s%n", sent.sum(), result);
        boolean proven = result.isWhole(sent.sum());
        System.out.println(proven ? "PROVEN: every frame is stored once." : "NOT PROVEN");
        return proven ? 0 : 1;
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        while (!condition.holds()) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("It takes too long; see the recorder's log.");
            }
            Thread.sleep(200);
        }
    }
}
