package tickhouse.clickhouse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tickhouse.batch.BatchFile;
import tickhouse.batch.DeadLetters;

/** Batch files in folders of the spool that no table is called: no insert would ever take them. */
public final class StrayBatches {
    /** Frames that are replayed, whose route is another. */
    private static final String FRAMES = "frames";

    private final Path spool;
    private final InsertStatements statements;
    private final DeadLetters deadLetters;

    public StrayBatches(Path spool, InsertStatements statements, DeadLetters deadLetters) {
        this.spool = spool;
        this.statements = statements;
        this.deadLetters = deadLetters;
    }

    /** Those that lie there now. */
    public List<BatchFile> found() throws IOException {
        try (Stream<Path> entries = Files.list(spool)) {
            return entries.flatMap(this::strays).sorted().map(BatchFile::new).toList();
        }
    }

    private Stream<Path> strays(Path entry) {
        String name = entry.getFileName().toString();
        if (name.equals(FRAMES) || statements.has(name)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.walk(entry)) {
            return files.filter(BatchFile::isWhole).toList().stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Moves one out of the way, and says why. */
    public void deadLetter(BatchFile file) throws IOException {
        deadLetters.store(file, InsertStatements.unknownTable(file.table()), false);
    }
}
