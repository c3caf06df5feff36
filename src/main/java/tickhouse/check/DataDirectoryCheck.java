package tickhouse.check;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tickhouse.batch.DataDirectory;
import tickhouse.batch.DataDirectoryException;
import tickhouse.batch.Usage;

/** Whether batches can become files, and what waits there. Creates nothing. */
public final class DataDirectoryCheck {
    private static final String WHAT = "disk";

    private final Report report;
    private final Path root;
    private final long maxBytes;
    private final long minFreeBytes;

    /**
     * A check of one data directory.
     *
     * @param maxBytes how large the spool may grow
     * @param minFreeBytes what the spool leaves free
     */
    public DataDirectoryCheck(Report report, Path root, long maxBytes, long minFreeBytes) {
        this.report = report;
        this.root = root;
        this.maxBytes = maxBytes;
        this.minFreeBytes = minFreeBytes;
    }

    public void run() {
        Path existing = nearestExisting();
        if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
            report.failed(
                    WHAT,
                    existing
                            + " is not a directory that this user can write to. Give this user the right to write there, or set DATA_DIR.");
            return;
        }
        long free = existing.toFile().getUsableSpace();
        if (free < minFreeBytes) {
            report.failed(
                    WHAT,
                    size(free) + " are free in " + existing + ", less than spool.min-free-bytes = " + minFreeBytes
                            + ": batches would be dropped. Free some space, or set DATA_DIR to a larger disk.");
            return;
        }
        try {
            report(free);
        } catch (DataDirectoryException unusable) {
            report.failed(WHAT, unusable);
        }
    }

    private void report(long free) {
        Usage spool = usage(DataDirectory.spool(root));
        if (spool.bytes() >= maxBytes) {
            report.failed(
                    WHAT,
                    "the spool in " + root + " holds " + size(spool.bytes()) + ", not less than spool.max-bytes = "
                            + maxBytes
                            + ": batches are dropped. Bring ClickHouse back, or set SPOOL_MAX_BYTES higher.");
            return;
        }
        List<String> facts = new ArrayList<>();
        facts.add(root + (Files.exists(root) ? " is writable" : " can be created"));
        facts.add(size(free) + " are free, and the spool stops at " + size(minFreeBytes));
        facts.add(spool.files() + " batch file(s) wait in the spool");
        long deadLetters = usage(DataDirectory.deadLetter(root)).files();
        facts.add(deadLetters + " dead letter(s)" + (deadLetters > 0 ? " (show them: replay --list)" : ""));
        Optional<String> holder = DataDirectory.holder(root);
        facts.add(holder.map(process -> "in use by a running Tickhouse (process " + process + ")")
                .orElse("not in use"));
        report.ok(WHAT, String.join(", ", facts));
    }

    private Path nearestExisting() {
        Path path = root;
        while (!Files.exists(path) && path.getParent() != null) {
            path = path.getParent();
        }
        return path;
    }

    private static Usage usage(Path directory) {
        return Files.exists(directory) ? Usage.of(directory) : new Usage(0, 0);
    }

    private static String size(long bytes) {
        return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}
