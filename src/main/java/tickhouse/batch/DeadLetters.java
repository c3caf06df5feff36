package tickhouse.batch;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The batch files that could not be inserted, each with its cause beside it: {@code <batch id>.ndjson} and
 * {@code <batch id>.cause.json}. To try one again, move it back to the spool.
 */
public final class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private static final int REMEMBERED_BATCHES = 100;

    private final Path spool;
    private final Path directory;
    private final Clock clock;

    // Guarded by this: how many pieces of a batch lie here, for the newest batches.
    private final Map<String, Integer> pieces = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > REMEMBERED_BATCHES;
        }
    };

    public DeadLetters(Path spool, Path directory, Clock clock) {
        this.spool = spool;
        this.directory = directory;
        this.clock = clock;
    }

    /**
     * Moves a batch file here. Its cause is written first, so that no dead letter is without one.
     *
     * @param transientCause whether it may go back by itself once the server takes batches of its table
     */
    public void store(BatchFile file, String cause, boolean transientCause) throws IOException {
        Path folder = Files.createDirectories(directory.resolve(file.table()));
        String id = file.batchId();
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("time", clock.instant().toString());
        report.put("batch_id", id);
        report.put("cause", cause);
        report.put("transient", transientCause);
        report.put("remedy", remedy(transientCause));
        DurableFiles.write(
                folder.resolve(id + ".cause.json"),
                RowJson.MAPPER.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(report) + "\n");
        Files.move(file.path(), folder.resolve(id + BatchFile.ENDING), StandardCopyOption.ATOMIC_MOVE);
        count(id);
        LOG.error("Batch {} is a dead letter in {}: {}", id, folder, cause);
    }

    private static String remedy(boolean transientCause) {
        return transientCause
                ? "None of the file itself: it goes back to the spool by itself once ClickHouse takes batches of its table."
                : "Mend the cause, then: java -jar tickhouse.jar replay (or move the file back to the spool).";
    }

    private synchronized void count(String id) {
        pieces.merge(BatchId.whole(id), 1, Integer::sum);
    }

    /** How many pieces of the batch of this file came here since the start. */
    public synchronized int piecesOf(BatchFile file) {
        return pieces.getOrDefault(BatchId.whole(file.batchId()), 0);
    }

    /** The tables of which letters lie here that go back by themselves. */
    public List<String> tablesToReplay() throws IOException {
        try (Stream<Path> folders = Files.list(directory)) {
            return folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .filter(table -> oldestTransient(table).isPresent())
                    .sorted()
                    .toList();
        }
    }

    /** ClickHouse takes batches of the table: moves back what it would not take for no fault of theirs. */
    public void replayTransient(String table) throws IOException {
        Path folder = directory.resolve(table);
        int moved = replay(file -> file.startsWith(folder) && isTransient(file));
        LOG.info("ClickHouse takes batches of {}: {} dead letter(s) went back to the spool.", table, moved);
    }

    /**
     * Nobody knows whether ClickHouse takes batches of the table: moves the oldest back, so that its insert says whether the
     * others may follow. What waits in the spool already does the same.
     */
    public void probe(String table) throws IOException {
        Optional<Path> oldest = oldestTransient(table);
        if (oldest.isPresent() && Usage.of(spool.resolve(table)).files() == 0) {
            Path chosen = oldest.get();
            replay(chosen::equals);
        }
    }

    private Optional<Path> oldestTransient(String table) {
        Path folder = directory.resolve(table);
        return files().stream()
                .filter(file -> file.startsWith(folder))
                .filter(this::isTransient)
                .findFirst();
    }

    /**
     * Moves dead letters back to the spool, oldest first, and says how many. One whose name still waits there, such as an
     * hour's frames that are replayed a second time, stays for the next replay.
     */
    public int replay(Predicate<Path> chosen) throws IOException {
        List<Path> files = files();
        int moved = 0;
        for (Path file : files) {
            Path target = spool.resolve(directory.relativize(file));
            if (chosen.test(file) && !Files.exists(target)) {
                Files.createDirectories(target.getParent());
                Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
                Files.deleteIfExists(causeOf(file));
                moved++;
            }
        }
        return moved;
    }

    /** The dead letters, in the order of their names. */
    public List<Path> files() {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith(BatchFile.ENDING))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The text of a dead letter's cause, if there is one. */
    public Optional<String> cause(Path file) {
        return report(file).map(report -> String.valueOf(report.get("cause")));
    }

    private boolean isTransient(Path file) {
        return report(file)
                .filter(report -> Boolean.TRUE.equals(report.get("transient")))
                .isPresent();
    }

    private static Optional<Map<String, Object>> report(Path file) {
        try {
            return Optional.of(
                    RowJson.MAPPER.readValue(causeOf(file).toFile(), new TypeReference<Map<String, Object>>() {}));
        } catch (IOException absentOrEdited) {
            return Optional.empty();
        }
    }

    private static Path causeOf(Path file) {
        return file.resolveSibling(new BatchFile(file).batchId() + ".cause.json");
    }

    public Usage usage() {
        return Usage.of(directory);
    }
}
