package tickhouse.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The batch files that wait for their insert, in a folder a table. A file appears whole, by a rename, and goes only when
 * ClickHouse has it, when it was halved, or when it becomes a dead letter.
 */
public final class Spool {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    /** What is before a file's name until it is whole. */
    private static final String TEMPORARY = ".tmp-";

    private static final Duration MEASURED_EVERY = Duration.ofSeconds(1);

    private final Path directory;
    private final long maxBytes;
    private final long minFreeBytes;
    private final Clock clock;
    /** Parts of dropped batches that could not be deleted. */
    private final Set<Path> discarded = ConcurrentHashMap.newKeySet();

    // Guarded by this.
    private Instant measuredAt = Instant.EPOCH;
    private double room;

    /**
     * A spool in a directory of its own.
     *
     * @param maxBytes how large it may grow
     * @param minFreeBytes what it leaves free on its disk
     */
    public Spool(Path directory, long maxBytes, long minFreeBytes, Clock clock) {
        this.directory = directory;
        this.maxBytes = maxBytes;
        this.minFreeBytes = minFreeBytes;
        this.clock = clock;
    }

    /** Whether a batch may still become a file. A declaration always may: it is small, and says what was dropped. */
    public boolean accepts(Batch batch) {
        return Gaps.isDeclaration(batch.table()) || hasRoom();
    }

    /** Whether it is below its limits. */
    public boolean hasRoom() {
        return room() >= 1;
    }

    /** Whether there is room for what can wait: half of the spool is left to what comes from the feeds. */
    public boolean hasAmpleRoom() {
        return room() >= 2;
    }

    /** How far it is from its limits: below 1 it is full. Measured at most once a second. */
    private synchronized double room() {
        Instant now = clock.instant();
        if (Duration.between(measuredAt, now).abs().compareTo(MEASURED_EVERY) >= 0) {
            measuredAt = now;
            room = Math.min(
                    (double) maxBytes / (usage().bytes() + 1),
                    minFreeBytes == 0
                            ? Double.MAX_VALUE
                            : (double) directory.toFile().getUsableSpace() / minFreeBytes);
        }
        return room;
    }

    public Usage usage() {
        return Usage.of(directory);
    }

    /** The batch file at a path; nothing is read yet. */
    public BatchFile open(String path) {
        return new BatchFile(Path.of(path));
    }

    /**
     * Makes a file of a batch. It appears whole and is on the disk, or not at all, and replaces one of the same name. Camel's
     * file endpoint (4.17.0) takes a short write, as on a disk that has just become full, for a whole one.
     */
    public void write(Batch batch) throws IOException {
        Path file = directory.resolve(batch.fileName());
        Files.createDirectories(file.getParent());
        Path temporary = file.resolveSibling(TEMPORARY + file.getFileName());
        DurableFiles.write(temporary, batch.ndjson());
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        discarded.forEach(this::delete);
    }

    /** The batch was dropped, and declared missing: the part of its file that was written must not come back. */
    public void discard(Batch batch) {
        Path file = directory.resolve(batch.fileName());
        delete(file.resolveSibling(TEMPORARY + file.getFileName()));
    }

    /** If not now, then when the disk takes a batch again. */
    private void delete(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
            discarded.remove(temporary);
        } catch (IOException unwritable) {
            if (discarded.add(temporary)) {
                LOG.warn("A part of a dropped batch cannot be deleted yet: {}", unwritable.toString());
            }
        }
    }

    /** ClickHouse has the batch. */
    public void remove(BatchFile file) throws IOException {
        Files.deleteIfExists(file.path());
    }

    /**
     * Makes two files of one. The removal of the whole is the moment at which it happens: a crash before leaves the whole,
     * a crash after leaves halves that {@link #recover} names properly.
     */
    public void halve(BatchFile file) throws IOException {
        List<String> lines = file.lines();
        int middle = (lines.size() + 1) / 2;
        Path first = writeHidden(file, ".0", lines.subList(0, middle));
        Path second = writeHidden(file, ".1", lines.subList(middle, lines.size()));
        Files.delete(file.path());
        show(first);
        show(second);
    }

    private static Path writeHidden(BatchFile whole, String half, List<String> lines) throws IOException {
        Path hidden = whole.path().resolveSibling("." + whole.batchId() + half + BatchFile.ENDING);
        DurableFiles.write(hidden, String.join("\n", lines) + "\n");
        return hidden;
    }

    private static void show(Path hidden) throws IOException {
        String name = hidden.getFileName().toString();
        Files.move(hidden, hidden.resolveSibling(name.substring(1)), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Sets right what a crash left: called once at start, before anything reads or writes the spool. */
    public void recover() {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path hidden : files.filter(Spool::isHidden).toList()) {
                recover(hidden);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        Usage left = usage();
        if (left.files() > 0) {
            LOG.info("{} batch file(s) from before wait in {}.", left.files(), directory);
        }
    }

    private static void recover(Path hidden) throws IOException {
        String name = hidden.getFileName().toString();
        if (name.startsWith(TEMPORARY)) {
            // Written but not yet renamed. If it is torn, its last line will lie in the dead letters.
            Files.move(
                    hidden, hidden.resolveSibling(name.substring(TEMPORARY.length())), StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        String half = name.substring(1, name.length() - BatchFile.ENDING.length());
        Path whole = hidden.resolveSibling(half.substring(0, Math.max(0, half.length() - 2)) + BatchFile.ENDING);
        if (Files.exists(whole)) {
            Files.delete(hidden);
        } else {
            show(hidden);
        }
    }

    private static boolean isHidden(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(".") && name.endsWith(BatchFile.ENDING);
    }
}
