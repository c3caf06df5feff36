package tickhouse.batch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A batch as a file in the spool: its folder is the table, its name the batch's.
 *
 * @param path with the folder
 */
public record BatchFile(Path path) {
    static final String ENDING = ".ndjson";

    public String table() {
        return path.getName(path.getNameCount() - 2).toString();
    }

    public String batchId() {
        String name = path.getFileName().toString();
        return name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
    }

    /** Whether a path is that of a batch file, and not of one that is still written. */
    public static boolean isWhole(Path path) {
        String name = path.getFileName().toString();
        return name.endsWith(ENDING) && !name.startsWith(".") && Files.isRegularFile(path);
    }

    /** Its lines, blank ones left out. */
    public List<String> lines() throws IOException {
        // Lenient, so that a line with broken UTF-8 is one bad line and not a bad file.
        return new String(Files.readAllBytes(path), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    @Override
    public String toString() {
        return table() + "/" + batchId();
    }
}
