package tickhouse.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchIdTest {
    private static final Instant BEGUN = Instant.parse("2026-11-24T21:13:51.123456Z");

    @Test
    void aNameBeginsWithTheTimeInUtcAndIsSafe() {
        String id = BatchId.next(BEGUN);

        assertThat(id).matches("20261124T211351\\.123Z-[0-9a-f]{8}-\\d{6,}");
        assertThat(BatchId.isSafe(id)).isTrue();
        assertThat(BatchId.time(id)).contains(Instant.parse("2026-11-24T21:13:51.123Z"));
    }

    @Test
    void namesDifferAndSortByTime() {
        List<String> ids = IntStream.range(0, 100)
                .mapToObj(i -> BatchId.next(BEGUN.plusMillis(i / 2)))
                .toList();

        assertThat(ids).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void aHalfHasTheTimeOfItsBatch() {
        assertThat(BatchId.time("20261124T211351.123Z-0badcafe-000001.1.0"))
                .isEqualTo(BatchId.time("20261124T211351.123Z-0badcafe-000001"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mine", "20261324T211351.123Z-x", "2026-11-24T21:13:51.123Z"})
    void aNameThatIsNotOursHasNoTime(String id) {
        assertThat(BatchId.time(id)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "it's", "a b", "a/b", "a\\b", "ü", "a\n", "{token}"})
    void aNameThatCouldBreakOutOfAStatementIsNotSafe(String id) {
        assertThat(BatchId.isSafe(id)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"a, a", "a.0, a", "a.1.0.1, a", "a.2, a.2", "a.10, a.10"})
    void aHalfKnowsItsWhole(String half, String whole) {
        assertThat(BatchId.whole(half)).isEqualTo(whole);
    }
}
