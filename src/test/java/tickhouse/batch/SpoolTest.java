package tickhouse.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    private final Path directory;
    private final Path table;

    SpoolTest(@TempDir Path directory) {
        this.directory = directory;
        this.table = directory.resolve("test_rows");
    }

    @BeforeEach
    void createFolder() throws IOException {
        Files.createDirectories(table);
    }

    private Spool spool() {
        return spool(1_000_000, 0);
    }

    private Spool spool(long maxBytes, long minFreeBytes) {
        return new Spool(directory, maxBytes, minFreeBytes, Clock.systemUTC());
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(table.resolve(name), content);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(table)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aFileIsHalvedByItsLines() throws IOException {
        spool().halve(new BatchFile(file("b.ndjson", "1\n2\n\n3\n4\n5\n")));

        assertThat(names()).containsExactly("b.0.ndjson", "b.1.ndjson");
        assertThat(table.resolve("b.0.ndjson")).hasContent("1\n2\n3\n");
        assertThat(table.resolve("b.1.ndjson")).hasContent("4\n5\n");
    }

    @Test
    void halvingAgainAndAgainLosesNoLine() throws IOException {
        spool().halve(new BatchFile(file("b.ndjson", "1\n2\n3\n")));
        spool().halve(new BatchFile(table.resolve("b.0.ndjson")));

        assertThat(names()).containsExactly("b.0.0.ndjson", "b.0.1.ndjson", "b.1.ndjson");
    }

    @Test
    void afterACrashBeforeTheWholeIsGoneTheHalvesGo() throws IOException {
        file("b.ndjson", "1\n2\n");
        file(".b.0.ndjson", "1\n");
        file(".b.1.ndjson", "");

        spool().recover();

        assertThat(names()).containsExactly("b.ndjson");
        assertThat(table.resolve("b.ndjson")).hasContent("1\n2\n");
    }

    @Test
    void afterACrashWhenTheWholeIsGoneTheHalvesAppear() throws IOException {
        file(".b.0.ndjson", "1\n");
        file(".b.1.ndjson", "2\n");

        spool().recover();

        assertThat(names()).containsExactly("b.0.ndjson", "b.1.ndjson");
    }

    @Test
    void afterACrashBetweenTheTwoRenamesTheSecondHalfAppears() throws IOException {
        file("b.0.ndjson", "1\n");
        file(".b.1.ndjson", "2\n");

        spool().recover();

        assertThat(names()).containsExactly("b.0.ndjson", "b.1.ndjson");
    }

    @Test
    void aFileThatWasTornWhileWrittenIsKept() throws IOException {
        file(".tmp-b.ndjson", "{\"a\":1}\n{\"a\":");

        spool().recover();

        assertThat(names()).containsExactly("b.ndjson");
        assertThat(table.resolve("b.ndjson")).hasContent("{\"a\":1}\n{\"a\":");
    }

    @Test
    void recoveringTwiceIsHarmlessAndOtherFilesStay() throws IOException {
        file("b.ndjson", "1\n");
        file("notes.txt", "mine");

        spool().recover();
        spool().recover();

        assertThat(names()).containsExactly("b.ndjson", "notes.txt");
    }

    @Test
    void whatIsLeftOfADroppedBatchIsDeletedOnceTheDiskLetsIt() throws IOException {
        Spool spool = spool();
        Batch dropped = new Batch("test_rows", TestRow.TIME);
        // Not to be deleted while something is in it.
        Path left = Files.createDirectory(table.resolve(".tmp-" + dropped.id() + ".ndjson"));
        Path inIt = Files.createFile(left.resolve("x"));
        spool.discard(dropped);
        assertThat(left).exists();
        Files.delete(inIt);

        Batch next = new Batch("test_rows", TestRow.TIME);
        spool.write(next);

        assertThat(names()).containsExactly(next.id() + ".ndjson");
    }

    @Test
    void aFileThatClickHouseHasGoes() throws IOException {
        BatchFile file = spool().open(file("b.ndjson", "1\n").toString());
        assertThat(file.table()).isEqualTo("test_rows");
        assertThat(file.batchId()).isEqualTo("b");

        spool().remove(file);
        spool().remove(file);

        assertThat(names()).isEmpty();
    }

    @Test
    void aSpoolOfItsLargestSizeTakesNoMoreButGaps() throws IOException {
        file("b.ndjson", "1234567890");
        Batch batch = new Batch("test_rows", TestRow.TIME);
        Batch gap = new Batch("feed_gaps", TestRow.TIME);

        assertThat(spool(11, 0).accepts(batch)).isTrue();
        assertThat(spool(10, 0).accepts(batch)).isFalse();
        assertThat(spool(10, 0).accepts(gap)).isTrue();
    }

    @Test
    void aSpoolLeavesRoomOnItsDisk() {
        Batch batch = new Batch("test_rows", TestRow.TIME);

        assertThat(spool(1_000_000, Long.MAX_VALUE).accepts(batch)).isFalse();
        assertThat(spool(1_000_000, 0).accepts(batch)).isTrue();
    }

    @Test
    void linesAreReadWhateverTheirBytesAre() throws IOException {
        Path file = Files.write(table.resolve("b.ndjson"), new byte[] {'a', '\n', (byte) 0xff, '\n', ' ', '\n', 'c'});

        assertThat(new BatchFile(file).lines()).containsExactly("a", "\uFFFD", "c");
    }
}
