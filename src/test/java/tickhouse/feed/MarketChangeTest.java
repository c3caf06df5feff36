package tickhouse.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MarketChangeTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

    private final MarketChange change = new MarketChange();
    private long id;

    private static SortedSet<String> markets(String... markets) {
        return new TreeSet<>(List.of(markets));
    }

    private MarketChange.Step send(SortedSet<String> present, SortedSet<String> wanted, Instant now) {
        MarketChange.Step step = change.due(present, wanted, now).orElseThrow();
        change.sent(++id, step, now);
        return step;
    }

    @Test
    void aCommandNamesFiveHundredMarketsAtMost() {
        SortedSet<String> wanted = new TreeSet<>(
                IntStream.range(0, 1_200).mapToObj(number -> "KX" + number).toList());

        assertThat(send(markets("KX0"), wanted, START).markets()).hasSize(500);
    }

    @Test
    void theNextCommandWaitsForTheAnswer() {
        send(markets("A"), markets("A", "B"), START);

        assertThat(change.due(markets("A"), markets("A", "B"), START.plusSeconds(9)))
                .isEmpty();
        assertThat(change.isOverdue(START.plusSeconds(9))).isFalse();
        assertThat(change.isOverdue(START.plusSeconds(10))).isTrue();
    }

    @Test
    void aMarketThatIsRefusedBySomeOtherErrorIsLeftOutAlone() {
        send(markets("A"), markets("A", "B", "C"), START);
        assertThat(change.refused(11, START)).isEmpty();
        assertThat(send(markets("A"), markets("A", "B", "C"), START.plusSeconds(1))
                        .markets())
                .containsExactly("B");
        assertThat(change.refused(11, START.plusSeconds(1))).isPresent();

        assertThat(send(markets("A"), markets("A", "B", "C"), START.plusSeconds(1))
                        .markets())
                .containsExactly("C");
    }

    @Test
    void atTheLimitOfMarketsNothingMoreIsTriedUntilOthersAreWanted() {
        send(markets("A"), markets("A", "B"), START);

        assertThat(change.refused(26, START)).isPresent();
        assertThat(change.due(markets("A"), markets("A", "B"), START.plusSeconds(999)))
                .isEmpty();

        change.anew();
        assertThat(change.due(markets("A"), markets("A", "C"), START.plusSeconds(999)))
                .isPresent();
    }

    @Test
    void theRefusalOfACommandSaysNothingOfWhatIsWantedSince() {
        send(markets("A"), markets("A", "B"), START);
        change.anew();

        assertThat(change.refused(26, START)).isEmpty();
        assertThat(send(markets("A"), markets("A", "B", "C"), START.plusSeconds(1))
                        .markets())
                .containsExactly("B");
        assertThat(change.refused(26, START)).isPresent();
    }

    @Test
    void tooManyRequestsAreFollowedByLongerAndLongerPausesAndThenGivenUp() {
        Instant now = START;
        for (int refusals = 1; refusals <= 7; refusals++) {
            send(markets("A"), markets("A", "B"), now);
            assertThat(change.refused(27, now)).isEmpty();
            now = now.plusSeconds(1L << (refusals - 1));
            assertThat(change.due(markets("A"), markets("A", "B"), now.minusMillis(1)))
                    .isEmpty();
        }
        send(markets("A"), markets("A", "B"), now);
        assertThat(change.refused(27, now)).isPresent();
        assertThat(change.isGivenUp()).isTrue();
    }

    @Test
    void aMarketThatTheConfirmedListLacksIsNotAskedForAgain() {
        MarketChange.Step step = send(markets("A"), markets("A", "B"), START);
        assertThat(change.done(id)).contains(step);

        change.settleFor(step, markets("A"));

        assertThat(change.due(markets("A"), markets("A", "B"), START.plusSeconds(1)))
                .isEmpty();
    }

    @Test
    void theLastMarketStaysUntilAnotherIsThere() {
        assertThat(change.due(markets("A"), markets("B"), START).orElseThrow().adds())
                .isTrue();
        assertThat(change.due(markets("A", "B"), markets("B"), START)
                        .orElseThrow()
                        .markets())
                .containsExactly("A");
    }
}
