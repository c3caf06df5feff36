package tickhouse.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    private final Path root;

    DataDirectoryTest(@TempDir Path directory) {
        root = directory.resolve("some/data");
    }

    @Test
    void whatIsMissingIsCreated() throws IOException {
        try (DataDirectory data = DataDirectory.open(root)) {
            assertThat(data.spool()).isDirectory().isEqualTo(root.resolve("spool"));
            assertThat(data.deadLetter()).isDirectory().isEqualTo(root.resolve("dead-letter"));
        }
    }

    @Test
    void aSecondOneIsRefusedWithTheHolderAndARemedy() throws IOException {
        DataDirectory first = DataDirectory.open(root);
        try (first) {
            assertThatExceptionOfType(DataDirectoryException.class)
                    .isThrownBy(() -> DataDirectory.open(root))
                    .withMessage("data.dir: " + root + " is in use by another Tickhouse (process "
                            + ProcessHandle.current().pid()
                            + "). Stop that one, or give this one a DATA_DIR of its own.");
        }
    }

    @Test
    void afterTheFirstHasEndedItMayBeUsedAgain() throws IOException {
        DataDirectory.open(root).close();

        assertThatCode(() -> DataDirectory.open(root).close()).doesNotThrowAnyException();
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsNamedWithARemedy() throws IOException {
        Files.createDirectories(root.getParent());
        Files.writeString(root, "a file in the way");

        assertThatExceptionOfType(DataDirectoryException.class)
                .isThrownBy(() -> DataDirectory.open(root))
                .withMessageStartingWith("data.dir: cannot write to " + root)
                .withMessageEndingWith("Give this user the right to write there, or set DATA_DIR.");
    }
}
