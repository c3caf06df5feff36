package tickhouse.batch;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The directory that holds everything not yet in ClickHouse. One process at a time may use it: the operating system drops
 * the lock when the process ends, however it ends.
 */
public final class DataDirectory implements AutoCloseable {
    private final Path root;
    private final RandomAccessFile lockFile;
    private final FileLock lock;

    private DataDirectory(Path root, RandomAccessFile lockFile, FileLock lock) {
        this.root = root;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /** Creates what is missing and takes the lock. Throws {@link DataDirectoryException} with a remedy. */
    public static DataDirectory open(Path root) {
        try {
            Files.createDirectories(spool(root));
            Files.createDirectories(deadLetter(root));
            RandomAccessFile file = new RandomAccessFile(lockFile(root).toFile(), "rw");
            @Nullable FileLock lock = tryLock(file);
            if (lock == null) {
                String holder = file.readLine();
                file.close();
                throw new DataDirectoryException("data.dir: " + root + " is in use by another Tickhouse (process "
                        + holder + "). Stop that one, or give this one a DATA_DIR of its own.");
            }
            file.setLength(0);
            file.write(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8));
            return new DataDirectory(root, file, lock);
        } catch (IOException unusable) {
            throw unwritable(root, unusable);
        }
    }

    /** The process that uses the directory now, if one does; creates nothing. */
    public static Optional<String> holder(Path root) {
        Path file = lockFile(root);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            @Nullable FileLock free = tryLock(open);
            return free == null ? Optional.of(String.valueOf(open.readLine())) : Optional.empty();
        } catch (IOException unusable) {
            throw unwritable(root, unusable);
        }
    }

    private static Path lockFile(Path root) {
        return root.resolve("tickhouse.lock");
    }

    private static DataDirectoryException unwritable(Path root, IOException failure) {
        return new DataDirectoryException("data.dir: cannot write to " + root.toAbsolutePath() + " (" + failure
                + "). Give this user the right to write there, or set DATA_DIR.");
    }

    private static @Nullable FileLock tryLock(RandomAccessFile file) throws IOException {
        try {
            return file.getChannel().tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    public Path spool() {
        return spool(root);
    }

    public Path deadLetter() {
        return deadLetter(root);
    }

    /** What the feeds remember from one process to the next. */
    public Path feeds() {
        return root.resolve("feeds");
    }

    /** Where batches wait for their insert. */
    public static Path spool(Path root) {
        return root.resolve("spool");
    }

    /** Where batches and frames lie that need a person, or a better time. */
    public static Path deadLetter(Path root) {
        return root.resolve("dead-letter");
    }

    @Override
    public void close() throws IOException {
        lock.release();
        lockFile.close();
    }
}
