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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The packaged recorder with its embedded engine, in a process of its own. One thread uses it. */
final class RecorderProcess {
    private static final Path JAR = Path.of("target/tickhouse.jar");

    private final Path directory;
    private final int clickHousePort;
    private final Map<String, String> environment = new HashMap<>();
    private Optional<Path> log = Optional.empty();
    private Optional<Process> process = Optional.empty();

    /** Key and data lie in the directory. */
    RecorderProcess(SimulatedExchange exchange, String keyId, Path directory, int clickHousePort, int serverPort)
            throws IOException {
        this.directory = directory;
        this.clickHousePort = clickHousePort == 0 ? freePort() : clickHousePort;
        environment.put("KALSHI_URL", exchange.webSocketUrl());
        environment.put("KALSHI_REST_URL", exchange.restUrl());
        environment.put("KALSHI_KEY_ID", keyId);
        environment.put(
                "KALSHI_PRIVATE_KEY_FILE", directory.resolve("kalshi.key").toString());
        environment.put("KALSHI_MARKETS", String.join(",", exchange.tickers()));
        environment.put("CLICKHOUSE_URL", "");
        environment.put("CLICKHOUSE_EMBEDDED_PORT", Integer.toString(this.clickHousePort));
        environment.put("DATA_DIR", data().toString());
        environment.put("HEARTBEAT_INTERVAL_MS", "10000");
        environment.put("SERVER_PORT", Integer.toString(serverPort == 0 ? freePort() : serverPort));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> process.ifPresent(Process::destroy), "end-recorder"));
    }

    static boolean isBuilt() {
        return Files.exists(JAR);
    }

    RecorderProcess with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Where it writes, in place of this process's own output. */
    RecorderProcess loggingTo(Path file) {
        log = Optional.of(file);
        return this;
    }

    Path data() {
        return directory.resolve("data");
    }

    void start() throws IOException {
        ProcessBuilder builder = command();
        process = Optional.of(log.map(file -> builder.redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(file.toFile())))
                .orElseGet(builder::inheritIO)
                .start());
    }

    /** Runs another command of Tickhouse on the same data, and returns its exit code. */
    int run(String command) throws IOException, InterruptedException {
        return command(command).inheritIO().start().waitFor();
    }

    private ProcessBuilder command(String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", JAR.toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().putAll(environment);
        return builder;
    }

    /** Makes it collect all garbage; returns when it has. */
    void collectGarbage() throws IOException, InterruptedException {
        if (process.isPresent()) {
            String pid = Long.toString(process.get().pid());
            Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
            int result = new ProcessBuilder(jcmd.toString(), pid, "GC.run")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (result != 0) {
                throw new IllegalStateException("jcmd GC.run ended with " + result);
            }
        }
    }

    boolean isAlive() {
        return process.filter(Process::isAlive).isPresent();
    }

    /** Whether it ended within the time. */
    boolean ended(Duration within) throws InterruptedException {
        return process.isEmpty() || process.get().waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    int exitValue() {
        return process.map(Process::exitValue).orElse(0);
    }

    void kill() throws InterruptedException {
        if (process.isPresent()) {
            process.get().destroyForcibly().waitFor();
        }
    }

    /** By SIGTERM. */
    void stop() throws InterruptedException {
        process.ifPresent(Process::destroy);
        if (!ended(Duration.ofSeconds(30))) {
            kill();
        }
    }

    /** The engine's answer; empty while there is none, as during the first download. */
    Optional<String> ask(String query) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + clickHousePort + "/"))
                .timeout(Duration.ofSeconds(60))
                .POST(HttpRequest.BodyPublishers.ofString(query))
                .build();
        try {
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 ? Optional.of(response.body()) : Optional.empty();
        } catch (IOException notYet) {
            return Optional.empty();
        }
    }

    /** Where its engine answers. */
    String engineUrl() {
        return "http://127.0.0.1:" + clickHousePort + "/kalshi";
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
