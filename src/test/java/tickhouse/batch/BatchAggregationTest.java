package tickhouse.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import tickhouse.batch.Batch.SequenceRange;
import tickhouse.batch.Batch.Subscription;

class BatchAggregationTest {
    private final BatchAggregation aggregation =
            new BatchAggregation(Clock.fixed(TestRow.TIME, ZoneOffset.UTC), new OpenBatches());

    private Batch batch(TestRow... rows) {
        Batch batch = aggregation.append(null, new FrameRows(List.of(rows[0])));
        for (int index = 1; index < rows.length; index++) {
            batch = aggregation.append(batch, new FrameRows(List.of(rows[index])));
        }
        return batch;
    }

    @Test
    void aBatchIsNamedAfterItsTableAndTheTimeOfItsFirstRow() {
        Batch batch = batch(TestRow.of(1, 1));

        assertThat(batch.table()).isEqualTo("test_rows");
        assertThat(batch.begun()).isEqualTo(TestRow.TIME);
        assertThat(batch.fileName()).isEqualTo("test_rows/" + batch.id() + ".ndjson");
    }

    @Test
    void itsContentIsALineForEachRowWithTheColumnsAsKeys() {
        Batch batch = batch(TestRow.of(1, 1), TestRow.of(1, 2));

        assertThat(batch.size()).isEqualTo(2);
        assertThat(new String(batch.ndjson(), StandardCharsets.UTF_8)).isEqualTo("""
                        {"feed":"tea","sid":1,"seq":1,"note":"a \\"note\\"\\nü","price":"100","ts":"2026-11-24 21:13:51.000001","sequenced":true}
                        {"feed":"tea","sid":1,"seq":2,"note":"a \\"note\\"\\nü","price":"100","ts":"2026-11-24 21:13:51.000001","sequenced":true}
                        """);
    }

    @Test
    void consecutiveNumbersAreOneRangeAndRowsOfOneFrameShareANumber() {
        Batch batch = batch(
                TestRow.of(1, 5),
                TestRow.of(1, 5),
                TestRow.of(2, 1),
                TestRow.of(1, 6),
                TestRow.of(1, 9),
                TestRow.of(2, 2),
                TestRow.unsequenced());

        assertThat(batch.sequences().get(new Subscription("tea", "s1", 1)))
                .containsExactly(new SequenceRange(5, 6, 3), new SequenceRange(9, 9, 1));
        assertThat(batch.sequences().get(new Subscription("tea", "s1", 2))).containsExactly(new SequenceRange(1, 2, 2));
        assertThat(batch.unsequenced()).hasSize(1);
        assertThat(batch.size()).isEqualTo(7);
    }
}
