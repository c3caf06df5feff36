package tickhouse.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import tickhouse.demo.ExchangeOptions;

/** What happens to the recorder itself, and what is left of it in the tables. */
final class OwnFaultsIT {
    private static final String BOOKS = "orderbook_events";
    private static final String ENDED = "process ended";
    private static final String LOST = "connection lost";
    private static final String REFUSED = "the disk refused the batch file";
    /** Nobody listens there. */
    private static final String NOWHERE = "jdbc:clickhouse:http://127.0.0.1:1/default";

    private final Path directory;

    OwnFaultsIT(@TempDir Path directory) {
        this.directory = directory;
    }

    private static Scenario scenario(int place, String fault, String done) {
        return new Scenario(Group.OURS, place, fault, done).unstarted();
    }

    /** A recorder that makes files, and cannot insert them. */
    private static void launchIntoABacklog(FaultRig rig, int files) throws IOException {
        String url = rig.environment().get("CLICKHOUSE_URL");
        rig.with("CLICKHOUSE_URL", NOWHERE).launch();
        rig.with("CLICKHOUSE_URL", url);
        awaitSpooled(rig, files);
    }

    private static void awaitSpooled(FaultRig rig, int files) {
        rig.patiently().until(() -> rig.spooled(BOOKS).size() >= files);
    }

    @FaultTest
    void killsAtRandomMomentsUnderLoadLoseTheEndOfAConnectionAndSaySo() throws Exception {
        int kills = Form.of(3, 200);
        Random random = new Random(20261125);
        scenario(
                        101,
                        "kill -9 under load",
                        "The recorder is killed " + kills + " times, at random moments within about two seconds of its"
                                + " connection, at 500 frames a second.")
                .at(new ExchangeOptions().markets(5).rate(500).seed(7))
                .declares(ENDED)
                .play(directory, rig -> {
                    for (int kill = 0; kill < kills; kill++) {
                        rig.launch();
                        int connections = rig.exchange().connectionAttempts();
                        rig.patiently().until(() -> rig.exchange().connectionAttempts() > connections);
                        rig.awaitFrames(random.nextInt(1_000));
                        rig.kill();
                    }
                    rig.launch();
                });
    }

    @FaultTest
    void aKillBetweenTheInsertAndTheRemovalOfTheFileDoublesNothing() throws Exception {
        scenario(
                        102,
                        "kill -9 between insert and removal",
                        "The recorder is killed, and every batch file that it had inserted is put back, as if the kill"
                                + " had come before the removal.")
                .declares(ENDED)
                .play(directory, rig -> {
                    Map<Path, byte[]> inserted = new HashMap<>();
                    launchIntoABacklog(rig, Form.of(10, 100));
                    for (Path file : rig.spooled(BOOKS)) {
                        inserted.put(file, Files.readAllBytes(file));
                    }
                    rig.kill();
                    rig.launch();
                    rig.patiently().until(() -> inserted.keySet().stream().noneMatch(Files::exists));
                    rig.kill();
                    for (Map.Entry<Path, byte[]> file : inserted.entrySet()) {
                        Files.write(file.getKey(), file.getValue());
                    }
                    rig.launch();
                });
    }

    @FaultTest
    void aStopInABacklogLeavesItToTheNextProcess() throws Exception {
        scenario(103, "SIGTERM in a backlog", "The recorder is stopped while ClickHouse is away, and started again.")
                // On a machine that is too slow for it, the stop is cut short.
                .tolerating(LOST, ENDED)
                .proving((rig, findings) -> assertThat(findings.causes()).isNotEmpty())
                .play(directory, rig -> {
                    launchIntoABacklog(rig, Form.of(10, 300));
                    rig.stop();
                    rig.launch();
                });
    }

    @FaultTest
    void aRecorderThatIsFrozenGoesOnWhereItWas() throws Exception {
        Duration frozen = Form.of(Duration.ofSeconds(3), Duration.ofSeconds(30));
        scenario(
                        104,
                        "SIGSTOP",
                        "The recorder is frozen for " + frozen.toSeconds() + " s; the exchange gives up on it.")
                .at(new ExchangeOptions().markets(5).rate(300).pingInterval(Duration.ofMillis(500)))
                .declares(LOST)
                .play(directory, rig -> {
                    rig.launch();
                    rig.awaitStored(100);
                    rig.signal("STOP");
                    Thread.sleep(frozen.toMillis());
                    rig.patiently().until(() -> rig.exchange().connections() == 0);
                    rig.signal("CONT");
                });
    }

    @FaultTest
    void aSmallHeapIsEnoughForALargeBacklog() throws Exception {
        int files = Form.of(30, 900);
        scenario(105, "small heap", "With a heap of 96 MiB, " + files + " batch files wait, at 2,000 frames a second.")
                .at(new ExchangeOptions().markets(20).rate(2_000))
                .with("JAVA_TOOL_OPTIONS", "-Xmx96m")
                // By the stop; on a machine that is too slow for it, that is cut short.
                .tolerating(LOST, ENDED)
                .play(directory, rig -> {
                    launchIntoABacklog(rig, files);
                    rig.exchange().rate(300);
                    rig.stop();
                    rig.launch();
                });
    }

    @FaultTest
    void aFullDiskDropsBatchesAndSaysWhichUntilThereIsRoom() throws Exception {
        Assumptions.assumeTrue(mount("size=8m"), "no right to mount a disk");
        try {
            scenario(
                            106,
                            "full disk",
                            "The recorder's disk of 8 MiB is filled by somebody else until batches are dropped, and"
                                    + " emptied again.")
                    .declares(REFUSED)
                    .tolerating(LOST)
                    .play(directory, rig -> {
                        rig.launch();
                        rig.awaitStored(100);
                        Path filler = rig.data().resolve("filler");
                        rig.patiently().until(() -> {
                            // Again and again, since each insert makes room for the next batch file.
                            fill(filler);
                            return says(rig, "were dropped");
                        });
                        Files.delete(filler);
                    });
        } finally {
            assertThat(succeeds("umount", "-l", disk().toString())).isTrue();
        }
    }

    @FaultTest
    void aDirectoryWithoutWritePermissionDropsBatchesAndSaysWhichUntilItIsWritable() throws Exception {
        Path folder = directory.resolve("data/spool").resolve(BOOKS);
        scenario(
                        107,
                        "directory without write permission",
                        "The folder of the order books' batch files is made unwritable until batches are dropped, and"
                                + " writable again.")
                .declares(REFUSED)
                .tolerating(LOST)
                .play(directory, rig -> {
                    rig.launch();
                    rig.awaitStored(100);
                    writable(folder, false);
                    try {
                        rig.patiently().until(() -> says(rig, "were dropped"));
                    } finally {
                        writable(folder, true);
                    }
                });
    }

    /** No permission binds root, but a file's attribute does. */
    private static void writable(Path folder, boolean writable) throws IOException, InterruptedException {
        boolean done = succeeds("chattr", writable ? "-i" : "+i", folder.toString())
                || (!"root".equals(System.getProperty("user.name"))
                        && folder.toFile().setWritable(writable));
        Assumptions.assumeTrue(done, "no right to make a directory unwritable");
    }

    private static boolean says(FaultRig rig, String words) throws IOException {
        return Files.readString(rig.log()).contains(words);
    }

    private Path disk() {
        return directory.resolve("data");
    }

    private boolean mount(String options) throws IOException, InterruptedException {
        Files.createDirectories(disk());
        return succeeds("mount", "-t", "tmpfs", "-o", options, "tmpfs", disk().toString());
    }

    private static void fill(Path filler) {
        try (OutputStream out = Files.newOutputStream(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            byte[] kilobyte = new byte[1024];
            while (true) {
                out.write(kilobyte);
            }
        } catch (IOException full) {
            // As it should be.
        }
    }

    private static boolean succeeds(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor() == 0;
    }

    @FaultTest
    void twoRecordersCannotShareADataDirectory() throws Exception {
        scenario(
                        108,
                        "two instances",
                        "A second recorder is started on the same data directory: it ends with one line.")
                .play(directory, rig -> {
                    rig.launch();
                    rig.awaitStored(100);
                    Process second = rig.launchAnother();
                    rig.patiently().until(() -> !second.isAlive());
                    assertThat(second.exitValue()).isNotZero();
                    assertThat(Files.readString(rig.log())).contains("is in use by another Tickhouse");
                });
    }

    @FaultTest
    void aTornBatchFileIsADeadLetterUntilAPersonMendsIt() throws Exception {
        scenario(
                        109,
                        "torn batch file",
                        "A batch file is cut in the middle of a row, and a column of another is renamed; both become dead"
                                + " letters, are mended, and go back to the spool.")
                .declares(ENDED)
                .play(directory, rig -> {
                    launchIntoABacklog(rig, 5);
                    rig.kill();
                    List<Path> files = rig.spooled(BOOKS);
                    Path torn = files.get(1);
                    Path edited = files.get(2);
                    String whole = Files.readString(torn);
                    String right = Files.readString(edited);
                    Files.writeString(torn, whole.substring(0, whole.length() - 20));
                    Files.writeString(edited, right.replaceFirst("market_ticker", "market_name"));
                    rig.launch();
                    Path deadLetters = rig.data().resolve("dead-letter").resolve(BOOKS);
                    Map<Path, String> mended =
                            rig.patiently().until(() -> mended(deadLetters, whole), letters -> letters.size() == 2);
                    for (Map.Entry<Path, String> file : mended.entrySet()) {
                        Files.writeString(file.getKey(), file.getValue());
                        Files.move(
                                file.getKey(),
                                rig.data()
                                        .resolve("spool")
                                        .resolve(BOOKS)
                                        .resolve(file.getKey().getFileName()));
                    }
                });
    }

    /** What a person would make of the dead letters: a row each, or more if ClickHouse had no time for the halves. */
    private static Map<Path, String> mended(Path folder, String torn) throws IOException {
        Map<Path, String> mended = new HashMap<>();
        for (Path file : files(folder)) {
            String text = Files.readString(file);
            int lastLine = startOfLastLine(text);
            if (text.contains("market_name")) {
                mended.put(file, text.replace("market_name", "market_ticker"));
            } else if (torn.contains(text.substring(lastLine).strip())) {
                mended.put(file, text.substring(0, lastLine) + torn.substring(startOfLastLine(torn)));
            }
        }
        return mended;
    }

    private static int startOfLastLine(String text) {
        return text.lastIndexOf('\n', text.length() - 2) + 1;
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".ndjson")).toList();
        }
    }

    @FaultTest
    void aClockThatIsSteppedBackMixesNothingUp() throws Exception {
        Duration step = Duration.ofHours(1);
        scenario(
                        110,
                        "clock stepped back",
                        "The recorder's clock is stepped back by an hour while it records; the next process has the"
                                + " right time again.")
                .declares(LOST)
                .play(directory, rig -> {
                    SteppingClock clock = new SteppingClock();
                    rig.at(clock);
                    rig.start();
                    rig.awaitStored(100);
                    clock.stepBack(step);
                    rig.awaitFrames(300);
                    rig.stop();
                    rig.at(Clock.systemUTC());
                    rig.start();
                });
    }

    @FaultTest
    void aBrokenRouteFileChangesNothing() throws Exception {
        scenario(
                        111,
                        "broken route file",
                        "The feed's file is saved half-written, with an unknown template and empty, while the recorder runs.")
                .play(directory, rig -> {
                    Path home = directory.resolve("home");
                    copy(Path.of("routes"), home.resolve("routes"));
                    Path feed = home.resolve("routes/feeds/default.camel.yaml");
                    String right = Files.readString(feed);
                    rig.launch(home);
                    rig.awaitStored(100);
                    List<String> broken = List.of(
                            right.substring(0, right.length() / 2),
                            right.replace("kalshi-feed", "no-such-template"),
                            "");
                    for (String text : broken) {
                        long before = reports(rig);
                        Files.writeString(feed, text);
                        rig.patiently().until(() -> reports(rig) > before);
                        rig.awaitFrames(100);
                    }
                    Files.writeString(feed, right);
                });
    }

    private static long reports(FaultRig rig) throws IOException {
        try (Stream<String> lines = Files.lines(rig.log())) {
            return lines.filter(line -> line.contains("cannot be used")).count();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        }
    }

    @FaultTest
    void filesOfAnOlderVersionAreTaken() throws Exception {
        scenario(
                        112,
                        "upgrade",
                        "The recorder is stopped in a backlog; its batch files and what it remembers of its feeds lose"
                                + " the fields that an older version did not have.")
                // On a machine that is too slow for it, the stop is cut short.
                .tolerating(LOST, ENDED)
                .proving((rig, findings) -> assertThat(findings.causes()).isNotEmpty())
                .play(directory, rig -> {
                    launchIntoABacklog(rig, 5);
                    rig.stop();
                    List<Path> older = new ArrayList<>(rig.spooled(BOOKS));
                    older.addAll(rig.spooled("trades"));
                    for (Path file : older) {
                        Files.writeString(file, Files.readString(file).replace(",\"extra\":\"\"", ""));
                    }
                    Path memory = rig.data().resolve("feeds/default.json");
                    String now = Files.readString(memory);
                    assertThat(now).contains(",\"undeclaredChecks\":[]");
                    Files.writeString(memory, now.replace(",\"undeclaredChecks\":[]", ""));
                    rig.launch();
                });
    }
}
