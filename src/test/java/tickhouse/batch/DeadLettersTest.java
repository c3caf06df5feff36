package tickhouse.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLettersTest {
    private final Path spool;
    private final Path directory;
    private final DeadLetters letters;

    DeadLettersTest(@TempDir Path root) throws IOException {
        spool = Files.createDirectories(root.resolve("spool"));
        directory = Files.createDirectories(root.resolve("dead-letter"));
        letters = new DeadLetters(spool, directory, Clock.fixed(TestRow.TIME, ZoneOffset.UTC));
    }

    private BatchFile batch(String id) throws IOException {
        Path folder = Files.createDirectories(spool.resolve("test_rows"));
        return new BatchFile(Files.writeString(folder.resolve(id + ".ndjson"), id + "\n"));
    }

    @Test
    void aDeadLetterIsTheFileWithItsCauseBeside() throws IOException {
        BatchFile file = batch("b");

        letters.store(file, "code 60: \"no\" table", false);

        assertThat(file.path()).doesNotExist();
        assertThat(directory.resolve("test_rows/b.ndjson")).hasContent("b\n");
        assertThat(directory.resolve("test_rows/b.cause.json"))
                .content()
                .contains("\"time\" : \"2026-11-24T21:13:51.000001Z\"")
                .contains("\"batch_id\" : \"b\"")
                .contains("\"cause\" : \"code 60: \\\"no\\\" table\"")
                .contains("\"transient\" : false")
                .contains("java -jar tickhouse.jar replay");
        assertThat(letters.cause(directory.resolve("test_rows/b.ndjson"))).contains("code 60: \"no\" table");
        assertThat(letters.usage().files()).isEqualTo(1);
    }

    @Test
    void onlyTransientLettersGoBackByThemselves() throws IOException {
        letters.store(batch("a"), "permanent", false);
        letters.store(batch("b"), "transient", true);
        Files.writeString(directory.resolve("test_rows/c.ndjson"), "without a cause\n");

        assertThat(letters.tablesToReplay()).containsExactly("test_rows");
        letters.replayTransient("test_rows");

        assertThat(letters.tablesToReplay()).isEmpty();
        assertThat(spool.resolve("test_rows/b.ndjson")).hasContent("b\n");
        assertThat(letters.files())
                .containsExactly(directory.resolve("test_rows/a.ndjson"), directory.resolve("test_rows/c.ndjson"));
        assertThat(directory.resolve("test_rows/b.cause.json")).doesNotExist();
    }

    @Test
    void whatIsAskedOfOneTableLeavesTheOthersAlone() throws IOException {
        letters.store(batch("a"), "transient", true);
        BatchFile other = new BatchFile(
                Files.writeString(Files.createDirectories(spool.resolve("test")).resolve("b.ndjson"), "b\n"));
        letters.store(other, "transient", true);

        letters.replayTransient("test");

        assertThat(letters.tablesToReplay()).containsExactly("test_rows");
        assertThat(other.path()).exists();
    }

    @Test
    void aProbeMovesTheOldestBackUnlessSomethingWaitsAlready() throws IOException {
        letters.store(batch("a"), "permanent", false);
        letters.store(batch("b"), "transient", true);
        letters.store(batch("c"), "transient", true);

        letters.probe("test_rows");
        letters.probe("test_rows");

        assertThat(spool.resolve("test_rows")).isDirectoryContaining("glob:**/b.ndjson");
        assertThat(letters.files())
                .containsExactly(directory.resolve("test_rows/a.ndjson"), directory.resolve("test_rows/c.ndjson"));
    }

    @Test
    void aReplayMovesWhatIsChosenAndSaysHowMany() throws IOException {
        letters.store(batch("a"), "permanent", false);
        letters.store(batch("b"), "permanent", false);

        assertThat(letters.replay(file -> file.endsWith("test_rows/a.ndjson"))).isEqualTo(1);
        assertThat(letters.replay(file -> true)).isEqualTo(1);
        assertThat(letters.replay(file -> true)).isZero();
    }

    @Test
    void aReplayDoesNotReplaceAFileThatStillWaitsInTheSpool() throws IOException {
        Path frames = Files.createDirectories(directory.resolve("frames"));
        Files.writeString(frames.resolve("20261124T21.ndjson"), "first\n");
        assertThat(letters.replay(file -> true)).isEqualTo(1);
        Files.writeString(frames.resolve("20261124T21.ndjson"), "second\n");

        assertThat(letters.replay(file -> true)).isZero();

        assertThat(spool.resolve("frames/20261124T21.ndjson")).hasContent("first\n");
        assertThat(frames.resolve("20261124T21.ndjson")).hasContent("second\n");
    }

    @Test
    void thePiecesOfABatchAreCountedTogether() throws IOException {
        letters.store(batch("b.0.1"), "poison", false);
        letters.store(batch("b.1"), "poison", false);

        assertThat(letters.piecesOf(batch("b.0.0"))).isEqualTo(2);
        assertThat(letters.piecesOf(batch("c"))).isZero();
    }
}
