package tickhouse;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tickhouse.clickhouse.Schema;
import tickhouse.demo.ExchangeOptions;
import tickhouse.demo.SentFrame;
import tickhouse.demo.SimulatedExchange;

/** A simulated exchange that keeps a ledger, and the settings with which a recorder follows all its markets. */
public final class RecorderRig implements AutoCloseable {
    private static final String KEY_ID = "test-key";

    private final List<SentFrame> sent = Collections.synchronizedList(new ArrayList<>());
    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();
    private final SimulatedExchange exchange;
    private Clock clock = Clock.systemUTC();

    RecorderRig(Path directory, ExchangeOptions options, String clickHouseUrl) throws Exception {
        this.directory = directory;
        this.exchange = prepare(options.ledger(sent::add), clickHouseUrl);
    }

    /** A rig whose frames go to a ledger, and are not kept here. */
    public RecorderRig(Path directory, ExchangeOptions options, String clickHouseUrl, Consumer<SentFrame> ledger)
            throws Exception {
        this.directory = directory;
        this.exchange = prepare(options.ledger(ledger), clickHouseUrl);
    }

    private SimulatedExchange prepare(ExchangeOptions options, String clickHouseUrl) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
        KeyPair keys = generator.generateKeyPair();
        Path keyFile = directory.resolve("kalshi.key");
        Files.writeString(
                keyFile,
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                                .encodeToString(keys.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        SimulatedExchange started = new SimulatedExchange(options.key(KEY_ID, keys.getPublic())).start();
        environment.put("KALSHI_URL", started.webSocketUrl());
        environment.put("KALSHI_REST_URL", started.restUrl());
        environment.put("KALSHI_KEY_ID", KEY_ID);
        environment.put("KALSHI_PRIVATE_KEY_FILE", keyFile.toString());
        environment.put("KALSHI_MARKETS", String.join(",", started.tickers()));
        environment.put("KALSHI_CHANNELS", "orderbook_delta");
        // A check asks for snapshots, which a test that counts commands or frames does not expect.
        environment.put("KALSHI_BOOK_CHECK_INTERVAL_MS", "86400000");
        environment.put("KALSHI_RECONNECT_DELAY_MS", "100");
        environment.put("CLICKHOUSE_URL", clickHouseUrl);
        environment.put("DATA_DIR", data().toString());
        environment.put("BATCH_MAX_WAIT_MS", "200");
        environment.put("SPOOL_MIN_FREE_BYTES", "0");
        environment.put("DEAD_LETTER_REDELIVERY_DELAY_MS", "50");
        environment.put("DEAD_LETTER_MAXIMUM_REDELIVERY_DELAY_MS", "200");
        environment.put("DEAD_LETTER_REPLAY_INTERVAL_MS", "500");
        environment.put("SERVER_PORT", "0");
        return started;
    }

    public RecorderRig with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    public SimulatedExchange exchange() {
        return exchange;
    }

    public Path data() {
        return directory.resolve("data");
    }

    public Map<String, String> environment() {
        return Map.copyOf(environment);
    }

    /** The clock of the recorders in this process that are started from now on. */
    public RecorderRig at(Clock other) {
        clock = other;
        return this;
    }

    /** A recorder in this process, started, whose tables are there. */
    public Recorder start() throws Exception {
        Recorder recorder = Recorder.open(Settings.load(directory.resolve("no.properties"), environment), clock);
        recorder.start();
        Schema schema = recorder.context().getRegistry().lookupByNameAndType("schema", Schema.class);
        await().until(() -> !schema.isUnsettled());
        return recorder;
    }

    /** A recorder in a process of its own, so that it can be killed. */
    public Process process() throws IOException {
        return process(Path.of(""));
    }

    /** The same, with the routes of another directory. */
    public Process process(Path workingDirectory) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "tickhouse.Application");
        builder.environment().putAll(environment);
        builder.directory(workingDirectory.toAbsolutePath().toFile());
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        return builder.start();
    }

    /** What recorders in processes of their own have said. */
    public Path log() {
        return directory.resolve("recorder.log");
    }

    /** The audit of everything, by the same settings. */
    public AuditRun audit() {
        return AuditRun.of(environment);
    }

    /** Every frame that the exchange sent so far. */
    public List<SentFrame> ledger() {
        synchronized (sent) {
            return List.copyOf(sent);
        }
    }

    @Override
    public void close() {
        exchange.close();
    }
}
