package tickhouse.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tickhouse.demo.oracle.Findings;
import tickhouse.demo.oracle.Oracle;
import tickhouse.demo.oracle.Sent;
import tickhouse.demo.oracle.Tables;

/** Proves that nothing is lost in silence: random faults, then the audit, then a comparison with the exchange's ledger. */
@Command(
        name = "src/bench/random-faults",
        mixinStandardHelpOptions = true,
        description = "Runs the packaged recorder against a simulated exchange at which something goes wrong every few"
                + " seconds, kills it now and then, audits the record, and compares it with the exchange's ledger.")
public final class RandomFaults implements Callable<Integer> {
    private static final Path DIRECTORY = Path.of("target/random-faults").toAbsolutePath();
    private static final String KEY_ID = "random-faults-key";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Option(names = "--seconds", defaultValue = "600", description = "How long. Default: ${DEFAULT-VALUE}.")
    private long seconds;

    @Option(names = "--rate", defaultValue = "500", description = "Frames a second. Default: ${DEFAULT-VALUE}.")
    private int rate;

    @Option(names = "--markets", defaultValue = "20", description = "How many markets. Default: ${DEFAULT-VALUE}.")
    private int markets;

    @Option(
            names = "--fault-every",
            defaultValue = "3",
            description = "Seconds between two faults, on average. Default: ${DEFAULT-VALUE}.")
    private int faultEvery;

    @Option(
            names = "--kill-every",
            defaultValue = "45",
            description = "Seconds between two kills, on average. Default: ${DEFAULT-VALUE}.")
    private int killEvery;

    @Option(names = "--seed", description = "The seed of all chance. Default: a new one, which is printed.")
    private Optional<Long> chosenSeed = Optional.empty();

    private int restarts;

    private RandomFaults() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new RandomFaults()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (!RecorderProcess.isBuilt()) {
            System.err.println(
                    "Tickhouse is not built. Start this by src/bench/random-faults, in the project's directory.");
            return 1;
        }
        long seed = chosenSeed.orElseGet(() -> new Random().nextInt(1_000_000) + 1L);
        System.out.println("Seed " + seed + ": " + seconds + " s at " + rate + " frames a second.");
        emptyDirectory();
        Sent sent = new Sent();
        ExchangeOptions options = new ExchangeOptions()
                .key(KEY_ID, KeyFiles.generate(DIRECTORY))
                .markets(markets)
                .rate(rate)
                .seed(seed)
                .pingInterval(Duration.ofSeconds(2))
                .ledger(sent::add);
        try (SimulatedExchange exchange = new SimulatedExchange(options).start()) {
            RecorderProcess recorder = recorder(exchange);
            RandomFault faults = new RandomFault(exchange, sent, new Random(seed));
            recorder.start();
            disturb(exchange, recorder, faults, new Random(seed + 1));
            drain(exchange, recorder);
            Findings findings = judge(new Oracle(sent, Tables.at(recorder.engineUrl()), recorder.data()));
            recorder.stop();
            int audit = recorder.run("audit");
            return report(faults, findings, audit);
        }
    }

    private static void emptyDirectory() throws IOException {
        if (Files.exists(DIRECTORY)) {
            try (Stream<Path> entries = Files.walk(DIRECTORY)) {
                List<Path> deepestFirst =
                        entries.sorted(Comparator.reverseOrder()).toList();
                for (Path entry : deepestFirst) {
                    Files.delete(entry);
                }
            }
        }
        Files.createDirectories(DIRECTORY);
    }

    /** Half of the markets are looked up, so that the REST calls can fail too. */
    private static RecorderProcess recorder(SimulatedExchange exchange) throws IOException {
        Stream<String> named = exchange.tickers().stream().filter(ticker -> !ticker.startsWith("KXDEMOHIGH"));
        List<String> followed =
                Stream.concat(named, Stream.of("series:KXDEMOHIGH")).toList();
        return new RecorderProcess(exchange, KEY_ID, DIRECTORY, 0, 0)
                .with("KALSHI_MARKETS", String.join(",", followed))
                .with("KALSHI_CHANNELS", "orderbook_delta,trade,ticker,market_lifecycle_v2")
                .with("KALSHI_RECONNECT_DELAY_MS", "200")
                .with("KALSHI_RECONNECT_MAX_DELAY_MS", "2000")
                .with("KALSHI_REST_DELAY_MS", "100")
                .with("KALSHI_BOOK_CHECK_INTERVAL_MS", "10000")
                .with("KALSHI_SILENCE_TIMEOUT_MS", "6000")
                .with("SPOOL_MIN_FREE_BYTES", "0")
                .loggingTo(DIRECTORY.resolve("recorder.log"));
    }

    private void disturb(SimulatedExchange exchange, RecorderProcess recorder, RandomFault faults, Random random)
            throws IOException, InterruptedException {
        await(() -> exchange.connections() > 0, "the recorder does not connect");
        Instant end = Instant.now().plusSeconds(seconds);
        Instant nextKill = Instant.now().plusMillis(around(random, killEvery));
        while (Instant.now().isBefore(end)) {
            boolean ended = recorder.ended(Duration.ofMillis(around(random, faultEvery)));
            if (!ended && Instant.now().isAfter(nextKill)) {
                faults.count("kill -9");
                recorder.kill();
                nextKill = Instant.now().plusMillis(around(random, killEvery));
            } else if (!ended) {
                faults.inject();
            }
            if (!recorder.isAlive()) {
                restarts += ended ? 1 : 0;
                recorder.start();
            }
        }
        exchange.resume();
    }

    private static long around(Random random, int averageSeconds) {
        return averageSeconds * (500L + random.nextInt(1_000));
    }

    /** Until the recorder is connected and has made rows of all that was sent. */
    private static void drain(SimulatedExchange exchange, RecorderProcess recorder) throws InterruptedException {
        Instant calm = Instant.now().plusSeconds(20);
        await(() -> exchange.connections() > 0 && Instant.now().isAfter(calm), "the recorder does not connect");
        exchange.quiesce();
        Instant settled = Instant.now().plusSeconds(5);
        await(
                () -> Instant.now().isAfter(settled) && batchFiles(recorder) == 0,
                "batch files are left in " + recorder.data());
    }

    /** The recorder goes on asking for snapshots, so some of them may be on their way: it is asked in a pause. */
    private static Findings judge(Oracle oracle) throws InterruptedException {
        Instant end = Instant.now().plusSeconds(120);
        Findings findings = oracle.check();
        while (!findings.isSound() && Instant.now().isBefore(end)) {
            Thread.sleep(1_000);
            findings = oracle.check();
        }
        return findings;
    }

    private static long batchFiles(RecorderProcess recorder) {
        try (Stream<Path> spool = Files.walk(recorder.data().resolve("spool"));
                Stream<Path> deadLetters = Files.walk(recorder.data().resolve("dead-letter"))) {
            return Stream.concat(spool, deadLetters)
                    .filter(file -> file.toString().endsWith(".ndjson")
                            && !file.toString().contains("/frames/"))
                    .count();
        } catch (IOException | UncheckedIOException moving) {
            return 1;
        }
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition, String otherwise) throws InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (!condition.holds()) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException(otherwise);
            }
            Thread.sleep(200);
        }
    }

    private int report(RandomFault faults, Findings findings, int audit) {
        System.out.println("Faults: " + faults.counts());
        System.out.println("Ends of the recorder that nobody asked for: " + restarts);
        System.out.println(findings);
        System.out.println("  books that are called exact, compared with a snapshot: " + findings.compared());
        boolean proven = audit == 0 && findings.isSound() && findings.compared() > 0 && restarts == 0;
        System.out.println(
                (proven ? "PROVEN" : "NOT PROVEN") + ": " + findings.lost().size()
                        + " frame(s) unaccounted for, " + findings.wrong().size() + " thing(s) wrong, audit "
                        + (audit == 0 ? "passed" : "failed") + ".");
        return proven ? 0 : 1;
    }
}
