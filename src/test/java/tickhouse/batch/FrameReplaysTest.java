package tickhouse.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameReplaysTest {
    private final Path spool;
    private final Path deadLetter;
    private final Path frames;
    private final AtomicBoolean hasRoom = new AtomicBoolean(true);
    private final FrameReplays replays;

    FrameReplaysTest(@TempDir Path directory) throws IOException {
        this.spool = Files.createDirectory(directory.resolve("spool"));
        this.deadLetter = Files.createDirectory(directory.resolve("dead-letter"));
        this.frames = Files.writeString(
                Files.createDirectory(spool.resolve("frames")).resolve("20261124T21.ndjson"), "one\ntwo\nthree\n");
        this.replays = replays();
    }

    private FrameReplays replays() {
        return new FrameReplays(spool, deadLetter, 2, hasRoom::get, Clock.systemUTC());
    }

    private FrameReplay decoded() throws IOException {
        FrameReplay replay = replays.begin(new BatchFile(frames));
        for (long seq : LongStream.rangeClosed(1, 3).toArray()) {
            replays.append(replay, new FrameRows(List.of(TestRow.of(1, seq))));
            replays.write(replay);
        }
        replays.keep("four", replay);
        return replay;
    }

    private static List<Path> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private void assertReplayed() throws IOException {
        assertThat(filesIn(spool)).hasSize(2).allSatisfy(file -> assertThat(file.getParent())
                .isEqualTo(spool.resolve("test_rows")));
        assertThat(filesIn(deadLetter))
                .singleElement()
                .satisfies(
                        file -> assertThat(file.getParent()).isEqualTo(deadLetter.resolve("frames")),
                        file -> assertThat(file).hasContent("four\n"));
        assertThat(spool.resolve("frames")).isEmptyDirectory();
    }

    @Test
    void whatComesOfAFileAppearsAtItsEnd() throws IOException {
        FrameReplay replay = decoded();
        assertThat(frames).exists();
        assertThat(spool.resolve("test_rows")).doesNotExist();
        assertThat(filesIn(deadLetter)).isEmpty();

        replays.complete(replay);

        assertReplayed();
    }

    @Test
    void aReplayThatACrashCutShortIsRepeatedFromItsBeginning() throws IOException {
        decoded();

        replays().recover();

        assertThat(filesIn(spool)).containsExactly(frames);
        replays.complete(decoded());
        assertReplayed();
    }

    @Test
    void aReplayThatACrashCutShortAtItsEndIsNotRepeated() throws IOException {
        decoded().complete();
        assertThat(frames).doesNotExist();
        assertThat(spool.resolve("test_rows")).doesNotExist();

        replays().recover();

        assertReplayed();
    }

    @Test
    void anotherFileOfTheSameNameIsNotTakenForTheOneThatWasReplayed() throws IOException {
        decoded().complete();
        Files.writeString(frames, "five\n");

        FrameReplay other = replays.begin(new BatchFile(frames));

        assertThat(frames).exists();
        assertThat(filesIn(spool.resolve("test_rows"))).hasSize(2);
        replays.complete(other);
        assertReplayed();
    }

    @Test
    void aDiskThatRefusesABatchFileLeavesTheFileAsItWasAndNothingElse() throws IOException {
        FrameReplay replay = replays.begin(new BatchFile(frames));
        Files.createFile(replay.folder().resolve("test_rows"));
        replays.append(replay, new FrameRows(List.of(TestRow.of(1, 1), TestRow.of(1, 2))));
        assertThatThrownBy(() -> replays.write(replay)).isInstanceOf(FileAlreadyExistsException.class);
        replays.append(replay, new FrameRows(List.of(TestRow.of(1, 3))));

        assertThatThrownBy(() -> replays.write(replay)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> replays.complete(replay)).isInstanceOf(FileAlreadyExistsException.class);

        assertThat(spool.resolve("frames")).isDirectoryNotContaining(file -> !file.equals(frames));
        assertThat(frames).hasContent("one\ntwo\nthree\n");
        replays.complete(decoded());
        assertReplayed();
    }

    @Test
    void aSpoolWithoutRoomLeavesTheFileAsItWasAndNothingElse() throws IOException {
        FrameReplay replay = decoded();
        hasRoom.set(false);

        assertThatThrownBy(() -> replays.write(replay)).hasMessageContaining("20261124T21.ndjson");

        assertThat(filesIn(spool)).containsExactly(frames);
    }

    @Test
    void whatCannotBeBroughtOutNowIsBroughtOutLater() throws IOException {
        Path inTheWay = Files.createFile(deadLetter.resolve("frames"));
        FrameReplay replay = decoded();
        assertThatThrownBy(() -> replays.complete(replay)).isInstanceOf(IOException.class);
        assertThatThrownBy(replays::recover).isInstanceOf(IOException.class);
        Files.delete(inTheWay);

        replays.recover();

        assertReplayed();
    }

    @Test
    void aFileThatAnotherHasTakenThePlaceOfIsNotTakenForDecoded() throws IOException {
        FrameReplay replay = decoded();
        Files.delete(frames);
        Files.writeString(frames, "five\n");

        assertThatThrownBy(() -> replays.complete(replay)).hasMessageContaining("another file");

        assertThat(filesIn(spool)).containsExactly(frames);
    }

    @Test
    void linesThatAreUndecodableStillAreNotAllInMemory() throws IOException {
        FrameReplay replay = replays.begin(new BatchFile(frames));
        for (int line = 0; line < 3; line++) {
            replays.keep("x".repeat(600_000), replay);
            replays.write(replay);
        }

        assertThat(FrameReplay.kept(replay.folder())).hasSize(2 * 600_001);
    }
}
