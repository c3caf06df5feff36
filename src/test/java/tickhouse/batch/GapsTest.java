package tickhouse.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class GapsTest {
    private final Clock clock = Clock.fixed(TestRow.TIME.plusSeconds(9), ZoneOffset.UTC);
    private final BatchAggregation aggregation =
            new BatchAggregation(Clock.fixed(TestRow.TIME, ZoneOffset.UTC), new OpenBatches());
    private final Gaps gaps = new Gaps(clock);

    private Batch batch(Row... rows) {
        return aggregation.append(null, new FrameRows(List.of(rows)));
    }

    /** A batch whose numbers nobody else knows more about. */
    private void drop(Batch batch, String cause) {
        gaps.declare(batch, cause, (subscription, range) -> false);
    }

    private List<GapEvent> taken() {
        return gaps.take().stream().map(rows -> (GapEvent) rows.rows().get(0)).toList();
    }

    @Test
    void everyRunOfNumbersOfADroppedBatchIsAGap() {
        Batch batch = batch(TestRow.of(1, 5), TestRow.of(1, 6), TestRow.of(1, 9), TestRow.of(2, 1));

        drop(batch, "the spool is full");

        List<GapEvent> declared = taken();
        assertThat(declared)
                .extracting(GapEvent::firstMissingSeq, GapEvent::lastMissingSeq, GapEvent::rowsLost)
                .containsExactlyInAnyOrder(tuple(5L, 6L, 2L), tuple(9L, 9L, 1L), tuple(1L, 1L, 1L));
        assertThat(declared).extracting(GapEvent::gapId).doesNotHaveDuplicates();
        assertThat(declared).allSatisfy(gap -> {
            assertThat(gap.cause()).isEqualTo("the spool is full");
            assertThat(gap.fromTs()).isEqualTo(TestRow.TIME);
            assertThat(gap.toTs()).isEqualTo(clock.instant());
            assertThat(gap.detail()).contains(batch.id()).contains("test_rows");
            assertThat(gap.table()).isEqualTo("feed_gaps");
        });
    }

    @Test
    void whatSomebodyElseHasDeclaredIsNotDeclaredAgain() {
        Batch batch = batch(TestRow.of(1, 5), TestRow.of(2, 1), TestRow.unsequenced());

        gaps.declare(batch, "the spool is full", (subscription, range) -> subscription.sid() == 1);

        assertThat(taken()).extracting(GapEvent::sid).containsExactly(2L, null);
    }

    @Test
    void aGapIsTakenOnce() {
        drop(batch(TestRow.of(1, 5)), "once");

        assertThat(taken()).hasSize(1);
        assertThat(taken()).isEmpty();
    }

    @Test
    void aDeclarationThatCouldNotBeWrittenComesBack() {
        drop(batch(TestRow.of(1, 5)), "the first cause");
        List<GapEvent> first = taken();

        drop(batch(first.get(0)), "the disk refused it");

        assertThat(taken()).isEqualTo(first);
    }

    @Test
    void rowsWithoutANumberAreDeclaredAsWell() {
        drop(batch(TestRow.unsequenced(), TestRow.unsequenced()), "the spool is full");

        assertThat(taken()).singleElement().satisfies(gap -> {
            assertThat(gap.rowsLost()).isEqualTo(2);
            assertThat(gap.sid()).isNull();
            assertThat(gap.firstMissingSeq()).isNull();
            assertThat(gap.lastMissingSeq()).isNull();
        });
    }
}
