package tickhouse.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ThrowingRunnable;
import tickhouse.AuditRun;
import tickhouse.Recorder;
import tickhouse.RecorderRig;
import tickhouse.batch.Usage;
import tickhouse.demo.ExchangeOptions;
import tickhouse.demo.Fault;
import tickhouse.demo.SimulatedExchange;
import tickhouse.demo.oracle.Books;
import tickhouse.demo.oracle.Findings;
import tickhouse.demo.oracle.Oracle;
import tickhouse.demo.oracle.Sent;
import tickhouse.demo.oracle.Tables;

/** An exchange of which every frame is known, a recorder, and its tables: what a fault is done to. One thread uses it. */
public final class FaultRig implements AutoCloseable {
    private static final String UNHEALED =
            "SELECT count() FROM feed_gaps FINAL WHERE isNull(healed_ts) AND notEmpty(markets)";

    private final Sent sent = new Sent();
    private final RecorderRig rig;
    private final Tables tables;
    private final Oracle oracle;
    private final boolean comparesBooks;
    private final boolean allowsDeadLetters;
    private Optional<Recorder> recorder = Optional.empty();
    private Optional<Process> process = Optional.empty();
    private Optional<Instant> over = Optional.empty();

    FaultRig(Path directory, Scenario scenario, ExchangeOptions options) throws Exception {
        this.rig = new RecorderRig(directory, options, scenario.recorderUrl(), sent::add)
                .with("KALSHI_CHANNELS", "orderbook_delta,trade")
                .with("KALSHI_BACKFILL_DELAY_MS", "0")
                // A check asks for snapshots, and may find a fault before what the scenario is about does.
                .with("KALSHI_BOOK_CHECK_MARKETS", "0")
                .with("KALSHI_STABLE_AFTER_MS", "100")
                .with("BATCH_MAX_WAIT_MS", "500");
        scenario.environment().forEach(rig::with);
        this.tables = scenario.tables();
        this.oracle = new Oracle(sent, tables, rig.data());
        this.comparesBooks = scenario.comparesBooks();
        this.allowsDeadLetters = scenario.allowsDeadLetters();
    }

    public SimulatedExchange exchange() {
        return rig.exchange();
    }

    /** What the exchange has sent. */
    public Sent sent() {
        return sent;
    }

    /** The tables, asked past whatever is done to the recorder's own way to them. */
    public Tables tables() {
        return tables;
    }

    /** The recorder's data directory. */
    public Path data() {
        return rig.data();
    }

    /** What recorders in processes of their own have said. */
    public Path log() {
        return rig.log();
    }

    /** Sets a variable of the recorders that are started from now on. */
    public FaultRig with(String variable, String value) {
        rig.with(variable, value);
        return this;
    }

    /** Starts a recorder in this process; returns when the tables are there. */
    public Recorder start() throws Exception {
        Recorder started = rig.start();
        recorder = Optional.of(started);
        return started;
    }

    /** The variables of the recorders that are started from now on. */
    public Map<String, String> environment() {
        return rig.environment();
    }

    /** The clock of the recorders in this process that are started from now on. */
    public FaultRig at(Clock clock) {
        rig.at(clock);
        return this;
    }

    /** Starts a recorder in a process of its own, so that it can be killed. */
    public Process launch() throws IOException {
        return launch(Path.of(""));
    }

    /** The same, with the routes of another directory. */
    public Process launch(Path workingDirectory) throws IOException {
        Process launched = rig.process(workingDirectory);
        process = Optional.of(launched);
        return launched;
    }

    /** Ends the recorder, if one runs: the one in this process as SIGTERM would, the other one by it. */
    public void stop() throws IOException {
        if (recorder.isPresent()) {
            recorder.get().close();
            recorder = Optional.empty();
        }
        if (process.isPresent()) {
            process.get().destroy();
            process.get().onExit().join();
            process = Optional.empty();
        }
    }

    /** Kills the recorder's process as {@code kill -9} does. */
    public void kill() {
        process.orElseThrow().destroyForcibly().onExit().join();
        process = Optional.empty();
    }

    /** Starts a second recorder on the same data directory, beside the one that runs. */
    public Process launchAnother() throws IOException {
        return rig.process();
    }

    /** Sends the recorder's process a signal, such as STOP. */
    public void signal(String name) throws IOException, InterruptedException {
        String pid = Long.toString(process.orElseThrow().pid());
        assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor())
                .isZero();
    }

    /** Batch files that wait, without those in writing. */
    public List<Path> spooled(String table) throws IOException {
        Path folder = data().resolve("spool").resolve(table);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".ndjson")
                            && !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    /** Injects faults, and waits until all of them have found their occasion. */
    public void inject(Fault... faults) {
        for (Fault fault : faults) {
            exchange().inject(fault);
        }
        patiently().until(() -> exchange().pendingFaults() == 0);
    }

    /** Injects faults again and again, with trading in between. */
    public void injectTimes(int times, Fault... faults) {
        for (int time = 0; time < times; time++) {
            awaitFrames(20);
            inject(faults);
        }
    }

    /** Until the exchange has sent so many frames more. */
    public void awaitFrames(int count) {
        long before = sent.frames();
        patiently().until(() -> sent.frames() >= before + count);
    }

    /** Until so many order book frames are stored. */
    public void awaitStored(int count) {
        patiently().until(() -> tables.count("SELECT uniqExact(session, sid, seq) FROM orderbook_events") >= count);
    }

    /** Until so many gaps are declared, and every book is whole again. */
    public void awaitHealed(int gaps) {
        patiently()
                .until(() ->
                        tables.count("SELECT count() FROM feed_gaps FINAL") == gaps && tables.count(UNHEALED) == 0);
    }

    /** Lets time pass: the length of a fault, not a wait for something to happen. */
    public void elapse(Duration time) {
        Instant until = Instant.now().plus(time);
        await().atMost(time.plusMinutes(1)).until(() -> Instant.now().isAfter(until));
    }

    /** Waits as long as the form allows. */
    public ConditionFactory patiently() {
        return waiting();
    }

    private static ConditionFactory waiting() {
        return await().atMost(Form.patience())
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions();
    }

    /** The fault has ended: from here the time to recover counts. */
    public void over() {
        over = Optional.of(Instant.now());
    }

    boolean isOver() {
        return over.isPresent();
    }

    /** Until what came after the fault is stored, every book is whole, and nothing older waits in files. */
    Duration awaitWhole() {
        Instant end = over.orElseThrow();
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, end);
        String caughtUp =
                "SELECT count() FROM orderbook_events WHERE exchange_ts > fromUnixTimestamp64Micro(" + micros + ")";
        eventually(() -> {
            assertThat(tables.count(caughtUp)).as("rows from after the fault").isPositive();
            assertThat(tables.count(UNHEALED)).as("gaps that are not healed").isZero();
            assertThat(waiting(end))
                    .as("batch files from before the fault's end")
                    .isEmpty();
            assertThatAuditPasses();
        });
        return Duration.between(end, Instant.now());
    }

    /** Batch files that were there at a time and are not stored, in the spool or in the dead letters. */
    List<Path> waiting(Instant since) throws IOException {
        List<Path> waiting = new ArrayList<>(batchFiles(data().resolve("spool"), since));
        if (!allowsDeadLetters) {
            waiting.addAll(batchFiles(data().resolve("dead-letter"), since));
        }
        return waiting;
    }

    private static List<Path> batchFiles(Path directory, Instant since) throws IOException {
        List<Path> waiting = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                if (file.toString().endsWith(".ndjson")
                        && !file.getParent().endsWith("frames")
                        && !Files.getLastModifiedTime(file).toInstant().isAfter(since)) {
                    waiting.add(file);
                }
            }
        }
        return waiting;
    }

    /** Batch files in the dead letters. */
    public long deadBatches() {
        long frames = Usage.of(data().resolve("dead-letter/frames")).files();
        return Usage.of(data().resolve("dead-letter")).files() - frames;
    }

    /** The lines of the frames that could not be decoded. */
    public List<String> keptFrames() throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(data().resolve("dead-letter/frames"))) {
            for (Path file : files.toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines;
    }

    /** Stops trading; returns when all that was sent is accounted for as expected, or fails with what is not. */
    Findings settle(Scenario.Proof expected) {
        exchange().quiesce();
        AtomicReference<Findings> found = new AtomicReference<>();
        eventually(() -> {
            assertThat(waiting(Instant.MAX)).as("batch files that wait").isEmpty();
            Findings findings = oracle.check();
            found.set(findings);
            assertThat(findings.isSound()).as("%s", findings).isTrue();
            expected.check(this, findings);
            assertThat(tables.count(UNHEALED)).as("gaps that are not healed").isZero();
            assertThat(Books.doubtful(tables))
                    .as("markets whose book is in doubt")
                    .isEmpty();
            if (comparesBooks) {
                assertThat(Books.differences(tables, exchange(), followed())).isEmpty();
            }
            assertThatAuditPasses();
        });
        return found.get();
    }

    /** Awaitility would forget an exception, and tell only of the last assertion that failed. */
    static void eventually(ThrowingRunnable assertions) {
        waiting().pollInterval(Duration.ofMillis(250)).untilAsserted(() -> {
            try {
                assertions.run();
            } catch (Throwable notYet) {
                throw new AssertionError(notYet);
            }
        });
    }

    /** The markets that are named to the recorder, or those it has found. */
    private List<String> followed() {
        String named = rig.environment().get("KALSHI_MARKETS");
        return named.contains(":")
                ? tables.texts("SELECT DISTINCT market_ticker FROM orderbook_events")
                : List.of(named.split(",", -1));
    }

    private void assertThatAuditPasses() {
        AuditRun audit = rig.audit();
        assertThat(audit.exitCode()).as("%s", audit.lines()).isZero();
    }

    /** What was found so far, whatever it is. */
    Findings look() {
        return oracle.check();
    }

    @Override
    public void close() throws IOException {
        try {
            if (process.isPresent()) {
                kill();
            }
            stop();
        } finally {
            rig.close();
        }
    }
}
