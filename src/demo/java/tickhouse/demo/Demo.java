package tickhouse.demo;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
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
        Path jar = Path.of("target/tickhouse.jar");
        if (!Files.exists(jar)) {
            System.err.println(jar + " does not exist. Start the demo by src/demo/run, in the project's directory.");
            return 1;
        }
        Files.createDirectories(DIRECTORY);
        ExchangeOptions options = new ExchangeOptions()
                .key(KEY_ID, KeyFiles.generate(DIRECTORY))
                .markets(markets)
                .rate(rate);
        try (SimulatedExchange exchange = new SimulatedExchange(options).start()) {
            int port = clickHousePort == 0 ? freePort() : clickHousePort;
            System.out.println("The simulated exchange trades " + markets + " markets at " + rate
                    + " frames a second on " + exchange.webSocketUrl() + ".");
            System.out.println("Tickhouse starts. The first time it downloads the ClickHouse engine (178 MB).");
            return watch(recorder(exchange, jar, port), port);
        }
    }

    private Process recorder(SimulatedExchange exchange, Path jar, int port) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", jar.toString());
        builder.environment()
                .putAll(Map.of(
                        "KALSHI_URL", exchange.webSocketUrl(),
                        "KALSHI_REST_URL", exchange.restUrl(),
                        "KALSHI_KEY_ID", KEY_ID,
                        "KALSHI_PRIVATE_KEY_FILE",
                                DIRECTORY.resolve("kalshi.key").toString(),
                        "KALSHI_MARKETS", String.join(",", exchange.tickers()),
                        "CLICKHOUSE_URL", "",
                        "CLICKHOUSE_EMBEDDED_PORT", Integer.toString(port),
                        "DATA_DIR", DIRECTORY.resolve("data").toString(),
                        "HEARTBEAT_INTERVAL_MS", "10000",
                        "SERVER_PORT", Integer.toString(serverPort == 0 ? freePort() : serverPort)));
        Process process = builder.inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process), "end-recorder"));
        return process;
    }

    /** Shows the health query until the recorder ends or the time is over. */
    private int watch(Process recorder, int port) throws InterruptedException {
        Instant end = seconds.map(limit -> Instant.now().plusSeconds(limit)).orElse(Instant.MAX);
        while (!recorder.waitFor(BETWEEN_LOOKS.toSeconds(), TimeUnit.SECONDS)) {
            rows(port)
                    .ifPresent(rows ->
                            System.out.println("""

                    max(ts)                     max(ingest_ts)              now()                lag (s)   rows in 5 minutes
                    %s""".formatted(rows.strip().replace("\t", "  "))));
            if (Instant.now().isAfter(end)) {
                end(recorder);
                return 0;
            }
        }
        return recorder.exitValue();
    }

    /** The answer to the health query; empty while there is none, as during the first download. */
    private static Optional<String> rows(int port) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .timeout(Duration.ofSeconds(5))
                .POST(HttpRequest.BodyPublishers.ofString(HEALTH_QUERY))
                .build();
        try {
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 ? Optional.of(response.body()) : Optional.empty();
        } catch (IOException notYet) {
            return Optional.empty();
        }
    }

    private static void end(Process recorder) {
        recorder.destroy();
        try {
            recorder.waitFor(15, TimeUnit.SECONDS);
        } catch (InterruptedException forced) {
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
