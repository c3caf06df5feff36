package tickhouse.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What a Java process wrote with {@code -Xlog:gc}: how much of its heap was in use after each collection. */
record HeapLog(Path file) {
    private static final Pattern COLLECTION = Pattern.compile("Pause .*?(\\d+)M->(\\d+)M\\((\\d+)M\\)");

    /** The option of a process that writes such a log here. */
    String option() {
        return "-Xlog:gc:file=" + file;
    }

    /** Megabytes after the newest collection. */
    long newest() throws IOException {
        return COLLECTION
                .matcher(Files.readString(file))
                .results()
                .reduce((before, last) -> last)
                .map(HeapLog::after)
                .orElse(0L);
    }

    /** The most megabytes after any collection. */
    long most() throws IOException {
        return COLLECTION
                .matcher(Files.readString(file))
                .results()
                .mapToLong(HeapLog::after)
                .max()
                .orElse(0);
    }

    private static long after(MatchResult collection) {
        return Long.parseLong(collection.group(2));
    }
}
