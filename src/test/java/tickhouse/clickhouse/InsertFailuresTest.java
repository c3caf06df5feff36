package tickhouse.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tickhouse.batch.BatchFile;
import tickhouse.batch.DeadLetters;

class InsertFailuresTest {
    private final SQLException badValue = new SQLException("a value", "", 72);
    private final SQLException noMemory = new SQLException("no memory", "", 241);

    private final Path deadLetter;
    private final BatchFile file;
    private final AtomicBoolean changed = new AtomicBoolean();
    private final InsertFailures failures;

    InsertFailuresTest(@TempDir Path directory) throws IOException {
        Path spool = directory.resolve("spool");
        this.deadLetter = directory.resolve("dead-letter");
        this.file = new BatchFile(Files.writeString(
                Files.createDirectories(spool.resolve("trades")).resolve("b.ndjson"), "1\n".repeat(300)));
        this.failures =
                new InsertFailures(new DeadLetters(spool, deadLetter, Clock.systemUTC()), table -> changed.get());
    }

    private String cause() throws IOException {
        return Files.readString(deadLetter.resolve("trades/b.cause.json"));
    }

    @Test
    void aValueThatATableDoesNotTakeIsTheTablesFaultOnceItWasChanged() throws IOException {
        assertThat(failures.isTableBroken(badValue, file)).isFalse();
        assertThat(failures.isPoisoned(badValue, file)).isTrue();

        changed.set(true);

        assertThat(failures.isTableBroken(badValue, file)).isTrue();
        assertThat(failures.isTableBroken(noMemory, file)).isFalse();
    }

    @Test
    void aBatchWhoseTableWasBrokenNeedsNobodyAlthoughTheTableIsMendedByNow() throws IOException {
        changed.set(true);
        assertThat(failures.isTableBroken(badValue, file)).isTrue();
        changed.set(false);

        failures.deadLetterOfTable(file, badValue);

        assertThat(cause()).contains("\"transient\" : true");
    }

    @Test
    void aBatchThatMayBeStoredIsNotHalvedUntilAPersonBringsItBack() throws IOException {
        failures.occurred(new SocketTimeoutException("no answer"), file);
        assertThat(failures.isPoisoned(badValue, file)).isFalse();
        assertThat(failures.isTooLarge(noMemory, file)).isFalse();
        failures.deadLetter(file, badValue);
        assertThat(cause()).contains("\"transient\" : false");

        Files.move(deadLetter.resolve("trades/b.ndjson"), file.path());

        assertThat(failures.isPoisoned(badValue, file)).isTrue();
    }

    @Test
    void aChangeAfterWhichTheTableTookABatchHasBrokenNothing() {
        changed.set(true);
        assertThat(failures.isTableBroken(badValue, file)).isTrue();

        failures.taken(file);
        assertThat(failures.isTableBroken(badValue, file)).isFalse();

        // Mended, and changed once more.
        changed.set(false);
        assertThat(failures.isTableBroken(badValue, file)).isFalse();
        changed.set(true);
        assertThat(failures.isTableBroken(badValue, file)).isTrue();
    }
}
