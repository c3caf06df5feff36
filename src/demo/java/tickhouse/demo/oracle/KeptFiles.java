package tickhouse.demo.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the recorder has in files: batches that wait, and dead letters. */
final class KeptFiles {
    private static final String ENDING = ".ndjson";

    private final Path data;

    KeptFiles(Path data) {
        this.data = data;
    }

    /** Frames that could not be decoded: the lines of their files. */
    List<JsonNode> frames() {
        return lines(files(data.resolve("dead-letter/frames")));
    }

    /** Rows that are not in ClickHouse. */
    List<JsonNode> rows() {
        List<Path> batches = new ArrayList<>(files(data.resolve("spool")));
        batches.addAll(files(data.resolve("dead-letter")));
        batches.removeAll(files(data.resolve("spool/frames")));
        batches.removeAll(files(data.resolve("dead-letter/frames")));
        return lines(batches);
    }

    private static List<Path> files(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(ENDING)).toList();
        } catch (IOException | UncheckedIOException moving) {
            // The recorder adds and removes files: a later look will see them.
            return List.of();
        }
    }

    private static List<JsonNode> lines(List<Path> files) {
        List<JsonNode> lines = new ArrayList<>();
        for (Path file : files) {
            try (Stream<String> texts = Files.lines(file)) {
                texts.map(RowText::json).forEach(lines::add);
            } catch (NoSuchFileException insertedMeanwhile) {
                // Its rows are in the tables now.
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
        return lines;
    }
}
