package tickhouse.clickhouse.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file that takes what a child process prints. */
record EngineLog(Path file) {
    private static final Logger LOG = LoggerFactory.getLogger(EngineLog.class);
    private static final long BYTES_AT_MOST = 10_000_000;
    private static final int LAST_BYTES = 16_000;
    private static final int LAST_LINES = 4;
    private static final int LINE_LENGTH = 400;

    /** Begins a new file and keeps the one before it. */
    void rotate() throws IOException {
        if (Files.exists(file)) {
            Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Empties a file that has grown too long; the child appends, so it goes on at the start. */
    void trim() {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (channel.size() > BYTES_AT_MOST) {
                channel.truncate(0);
            }
        } catch (IOException failure) {
            LOG.warn("The log {} of the embedded ClickHouse engine could not be trimmed.", file, failure);
        }
    }

    /** The last lines that tell something, in one line. */
    String lastWords() {
        List<String> telling = tail().lines()
                .filter(EngineLog::isTelling)
                .map(EngineLog::shorten)
                .toList();
        List<String> last = telling.subList(Math.max(0, telling.size() - LAST_LINES), telling.size());
        return last.isEmpty() ? "it said nothing" : String.join(" | ", last);
    }

    private static boolean isTelling(String line) {
        return !line.isBlank() && !line.contains(" VM warning: ") && !line.matches("\\d+\\. .* @ 0x\\p{XDigit}+.*");
    }

    private static String shorten(String line) {
        return line.length() > LINE_LENGTH ? line.substring(0, LINE_LENGTH) + "…" : line.strip();
    }

    private String tail() {
        try {
            byte[] bytes = Files.readAllBytes(file);
            int from = Math.max(0, bytes.length - LAST_BYTES);
            return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            return "";
        }
    }
}
