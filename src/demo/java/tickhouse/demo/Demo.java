package tickhouse.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the packaged recorder, with the embedded engine, against a simulated exchange, and shows the rows arriving. */
@Command(
        name = "src/demo/run",
        mixinStandardHelpOptions = true,
        description =
                "Runs Tickhouse with its embedded ClickHouse engine against a simulated exchange, and shows the rows"
                        + " arriving. Ctrl-C ends it.")
public final class Demo implements Callable<Integer> {
    private static final Path DIRECTORY = Path.of("target/demo");
    private static final String KEY_ID = "demo-key";
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);
    private static final String HEALTH_QUERY = "SELECT max(ts), max(ingest_ts), now(), now() - max(ingest_ts),"
            + " countIf(ingest_ts >= now() - toIntervalMinute(5)) FROM kalshi.orderbook_events";

    @Option(names = "--rate", defaultValue = "200", description = "Frames a second. Default: ${DEFAULT-VALUE}.")
    private int rate;

    @Option(names = "--markets", defaultValue = "20", description = "How many markets. Default: ${DEFAULT-VALUE}.")
    private int markets;

    @Option(names = "--seconds", description = "End by itself after so long. Default: when you press Ctrl-C.")
    private Optional<Long> seconds = Optional.empty();

    @Option(
            names = "--clickhouse-port",
            defaultValue = "0",
            description = "The embedded engine's port. Default: a free one.")
    private int clickHousePort;

    @Option(names = "--server-port", defaultValue = "0", description = "Health and metrics. Default: a free one.")
    private int serverPort;

    private Demo() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Demo()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (!RecorderProcess.isBuilt()) {
            System.err.println("Tickhouse is not built. Start the demo by src/demo/run, in the project's directory.");
            return 1;
        }
        Files.createDirectories(DIRECTORY);
        ExchangeOptions options = new ExchangeOptions()
                .key(KEY_ID, KeyFiles.generate(DIRECTORY))
                .markets(markets)
                .rate(rate);
        try (SimulatedExchange exchange = new SimulatedExchange(options).start()) {
            RecorderProcess recorder = new RecorderProcess(exchange, KEY_ID, DIRECTORY, clickHousePort, serverPort);
            System.out.println("The simulated exchange trades " + markets + " markets at " + rate
                    + " frames a second on " + exchange.webSocketUrl() + ".");
            System.out.println("Tickhouse starts. The first time it downloads the ClickHouse engine (178 MB).");
            recorder.start();
            return watch(recorder);
        }
    }

    /** Shows the health query until the recorder ends or the time is over. */
    private int watch(RecorderProcess recorder) throws InterruptedException {
        Instant end = seconds.map(limit -> Instant.now().plusSeconds(limit)).orElse(Instant.MAX);
        while (!recorder.ended(BETWEEN_LOOKS)) {
            recorder.ask(HEALTH_QUERY)
                    .ifPresent(rows ->
                            System.out.println("""

                    max(ts)                     max(ingest_ts)              now()                lag (s)   rows in 5 minutes
                    %s""".formatted(rows.strip().replace("\t", "  "))));
            if (Instant.now().isAfter(end)) {
                recorder.stop();
                return 0;
            }
        }
        return recorder.exitValue();
    }
}
