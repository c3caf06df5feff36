package tickhouse.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to decode the frames of a file again. In its folder lie the batches so far, as {@code <table>/<batch id>.ndjson},
 * the lines that are undecodable still, and, once that is all, the file itself. One thread uses it.
 */
public final class FrameReplay {
    private static final String KEPT = "undecodable";
    private static final String DONE = "frames";
    private static final int KEPT_CHARACTERS = 1 << 20;

    private final Path file;
    /** Somebody may put another file in its place. */
    private final List<Object> identity;

    private final Path folder;
    private final int maxRows;
    private final Clock clock;
    private final Map<String, Batch> open = new LinkedHashMap<>();
    private final StringBuilder kept = new StringBuilder();
    private @Nullable IOException refusal;

    FrameReplay(Path file, Path folder, int maxRows, Clock clock) throws IOException {
        this.file = file;
        this.identity = identity(file);
        this.folder = folder;
        this.maxRows = maxRows;
        this.clock = clock;
    }

    private static List<Object> identity(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return List.of(String.valueOf(attributes.fileKey()), attributes.size(), attributes.lastModifiedTime());
    }

    Path folder() {
        return folder;
    }

    void append(FrameRows frame) {
        open.computeIfAbsent(
                        frame.table() + "/" + frame.partition(), absent -> new Batch(frame.table(), clock.instant()))
                .add(frame);
    }

    void keep(String line) {
        kept.append(line).append('\n');
    }

    /** Makes files of what has become large. */
    void write() throws IOException {
        if (refusal != null) {
            throw refusal;
        }
        for (Batch batch : List.copyOf(open.values())) {
            if (batch.size() >= maxRows) {
                write(batch);
            }
        }
        if (kept.length() >= KEPT_CHARACTERS) {
            writeKept();
        }
    }

    /** No more is collected. */
    void refuse(IOException failure) {
        refusal = failure;
        open.clear();
        kept.setLength(0);
    }

    private void write(Batch batch) throws IOException {
        Path target = folder.resolve(batch.fileName());
        Files.createDirectories(target.getParent());
        DurableFiles.write(target, batch.ndjson());
        open.values().remove(batch);
    }

    private void writeKept() throws IOException {
        if (!kept.isEmpty()) {
            DurableFiles.append(kept(folder), kept.toString());
            kept.setLength(0);
        }
    }

    /** The moment at which the replay has happened. */
    void complete() throws IOException {
        write();
        for (Batch batch : List.copyOf(open.values())) {
            write(batch);
        }
        writeKept();
        if (!identity.equals(identity(file))) {
            throw new IOException(file + " is another file than the one that was decoded");
        }
        Files.move(file, folder.resolve(DONE), StandardCopyOption.ATOMIC_MOVE);
    }

    static boolean isComplete(Path folder) {
        return Files.exists(folder.resolve(DONE));
    }

    static Path kept(Path folder) {
        return folder.resolve(KEPT);
    }

    static List<Path> batches(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(BatchFile::isWhole).sorted().toList();
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
