package tickhouse.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Files of frames that are decoded again, one at a time. What comes of a file is collected in a hidden folder beside it, and
 * is brought out once the file itself has moved into that folder: a crash before leaves the file as it was, and a crash after
 * leaves what {@link #recover} brings out. So no frame is stored twice, and none is lost.
 */
public final class FrameReplays {
    /** Where frames lie in the spool, and undecodable ones in the dead letters. */
    private static final String FRAMES = "frames";

    private static final String FOLDER = ".replay-";

    private final Path spool;
    private final Path undecodable;
    private final int maxRows;
    private final BooleanSupplier hasRoom;
    private final Clock clock;

    /**
     * Replays of the files in a spool.
     *
     * @param maxRows how many rows make a batch
     * @param hasRoom whether there is room for more of them
     */
    public FrameReplays(Path spool, Path deadLetter, int maxRows, BooleanSupplier hasRoom, Clock clock) {
        this.spool = spool;
        this.undecodable = deadLetter.resolve(FRAMES);
        this.maxRows = maxRows;
        this.hasRoom = hasRoom;
        this.clock = clock;
    }

    /** Begins with a file, or begins again: what an earlier attempt at it left, nobody has seen. */
    public FrameReplay begin(BatchFile file) throws IOException {
        Path folder = file.path().resolveSibling(FOLDER + file.batchId());
        if (Files.exists(folder)) {
            recover(folder);
        }
        return new FrameReplay(file.path(), Files.createDirectory(folder), maxRows, clock);
    }

    /** A frame could be decoded. */
    public void append(FrameReplay replay, FrameRows frame) {
        replay.append(frame);
    }

    /** A frame could not be decoded: the line of its dead letter. */
    public void keep(String line, FrameReplay replay) {
        replay.keep(line);
    }

    /**
     * Makes files of what has become large, so that a large file of frames is not in memory as a whole. If the disk or the
     * spool has no room for them, the replay has failed, and leaves nothing.
     */
    public void write(FrameReplay replay) throws IOException {
        try {
            if (!hasRoom.getAsBoolean()) {
                throw new IOException("the spool has no room for what comes of " + replay);
            }
            replay.write();
        } catch (IOException failure) {
            abandon(replay, failure);
            throw failure;
        }
    }

    /** Every frame of the file was appended or kept. */
    public void complete(FrameReplay replay) throws IOException {
        try {
            replay.complete();
        } catch (IOException failure) {
            abandon(replay, failure);
            throw failure;
        }
        bringOut(replay.folder());
    }

    private static void abandon(FrameReplay replay, IOException failure) throws IOException {
        replay.refuse(failure);
        if (Files.exists(replay.folder())) {
            delete(replay.folder());
        }
    }

    /** Brings out what a crash left of complete replays, and forgets what it left of others. Not while one goes on. */
    public void recover() throws IOException {
        IOException failure = null;
        for (Path folder : folders()) {
            try {
                recover(folder);
            } catch (IOException unwritable) {
                failure = unwritable;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private List<Path> folders() throws IOException {
        try (Stream<Path> entries = Files.list(spool.resolve(FRAMES))) {
            return entries.filter(FrameReplays::isFolder).toList();
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }

    private void recover(Path folder) throws IOException {
        if (FrameReplay.isComplete(folder)) {
            bringOut(folder);
        } else {
            delete(folder);
        }
    }

    private static boolean isFolder(Path entry) {
        return entry.getFileName().toString().startsWith(FOLDER) && Files.isDirectory(entry);
    }

    /** What is out stays out; if not all can be brought out now, {@link #recover} does the rest. */
    private void bringOut(Path folder) throws IOException {
        for (Path batch : FrameReplay.batches(folder)) {
            move(batch, spool.resolve(folder.relativize(batch)));
        }
        Path kept = FrameReplay.kept(folder);
        if (Files.exists(kept)) {
            move(kept, undecodable.resolve(BatchId.next(clock.instant()) + BatchFile.ENDING));
        }
        delete(folder);
    }

    private static void move(Path file, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
