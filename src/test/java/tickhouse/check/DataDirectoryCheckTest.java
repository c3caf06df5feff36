package tickhouse.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tickhouse.batch.DataDirectory;

class DataDirectoryCheckTest {
    private final StringWriter out = new StringWriter();
    private final Report report = new Report(new PrintWriter(out));
    private final Path parent;
    private final Path root;

    DataDirectoryCheckTest(@TempDir Path directory) {
        parent = directory.resolve("not-yet");
        root = parent.resolve("data");
    }

    @Test
    void aDirectoryThatCanBeCreatedIsFineAndIsNotCreated() {
        check(1_000, 0);

        assertThat(out.toString())
                .startsWith("ok      disk: " + root + " can be created")
                .contains("0 batch file(s)", "0 dead letter(s)", "not in use");
        assertThat(root).doesNotExist();
    }

    @Test
    void theOneWhoUsesItIsNamedAndKeepsTheLock() throws IOException {
        try (DataDirectory held = DataDirectory.open(root)) {
            check(1_000, 0);

            assertThat(out.toString())
                    .contains("in use by a running Tickhouse (process "
                            + ProcessHandle.current().pid() + ")");
            assertThat(held.spool()).exists();
            assertThat(DataDirectory.holder(root)).isPresent();
        }
        assertThat(DataDirectory.holder(root)).isEmpty();
    }

    @Test
    void whatWaitsIsCounted() throws IOException {
        Path letters = Files.createDirectories(DataDirectory.deadLetter(root).resolve("orderbook_events"));
        Files.writeString(letters.resolve("a.ndjson"), "{}\n");
        Files.writeString(letters.resolve("a.cause.json"), "{}\n");
        Path spool = Files.createDirectories(DataDirectory.spool(root).resolve("orderbook_events"));
        Files.writeString(spool.resolve("b.ndjson"), "{}\n");
        Files.writeString(spool.resolve("c.ndjson"), "{}\n");

        check(1_000, 0);

        assertThat(out.toString())
                .startsWith("ok")
                .contains("2 batch file(s) wait in the spool", "1 dead letter(s) (show them: replay --list)");
    }

    @Test
    void aFullSpoolFailsWithItsSetting() throws IOException {
        Path spool = Files.createDirectories(DataDirectory.spool(root).resolve("orderbook_events"));
        Files.writeString(spool.resolve("b.ndjson"), "{}\n");

        check(3, 0);

        assertThat(out.toString()).startsWith("FAILED  disk: ").contains("batches are dropped", "SPOOL_MAX_BYTES");
    }

    @Test
    void aFullDiskFailsWithItsSetting() {
        check(1_000, Long.MAX_VALUE);

        assertThat(out.toString()).startsWith("FAILED  disk: ").contains("spool.min-free-bytes", "set DATA_DIR");
    }

    @Test
    void aPathThroughAFileFails() throws IOException {
        Files.writeString(parent, "a file");

        check(1_000, 0);

        assertThat(out.toString())
                .startsWith("FAILED  disk: " + parent + " is not a directory that this user can write to")
                .contains("set DATA_DIR");
    }

    private void check(long maxBytes, long minFreeBytes) {
        new DataDirectoryCheck(report, root, maxBytes, minFreeBytes).run();
    }
}
