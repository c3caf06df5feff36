package tickhouse.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tickhouse.batch.GapEvent;
import tickhouse.batch.Gaps;

class MissingTradesTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final Duration DELAY = Duration.ofSeconds(30);

    private final Gaps gaps = new Gaps(Clock.systemUTC());
    private final MissingTrades missing = new MissingTrades("default", gaps);

    private void lose() {
        missing.add(new TradeSpan("s/1", "tea", "s", START, null, List.of("A"), null));
    }

    @Test
    void tradesAreDueSomeTimeAfterTheyComeAgain() {
        lose();
        assertThat(missing.due(START.plusSeconds(999), DELAY)).isEmpty();

        missing.over(START.plusSeconds(1_000), List.of("B"));

        assertThat(missing.due(START.plusSeconds(1_029), DELAY)).isEmpty();
        assertThat(missing.due(START.plusSeconds(1_030), DELAY))
                .singleElement()
                .satisfies(span -> assertThat(span.markets()).containsExactly("A", "B"));
    }

    @Test
    void anAttemptThatFailsIsMadeAgainAndAtLastDeclared() {
        lose();
        missing.over(START, List.of());
        int attempts = 0;
        for (Instant now = START; now.isBefore(START.plusSeconds(4_000)); now = now.plusSeconds(1)) {
            for (TradeSpan span : missing.due(now, DELAY)) {
                attempts++;
                missing.failed(span, "it answered 503", now);
            }
        }

        assertThat(attempts).isEqualTo(8);
        assertThat(missing.all()).isEmpty();
        assertThat(gaps.take()).singleElement().satisfies(declared -> assertThat(
                        ((GapEvent) declared.rows().get(0)))
                .satisfies(gap -> assertThat(gap.cause()).isEqualTo("trades not fetched"))
                .satisfies(gap -> assertThat(gap.detail()).isEqualTo("it answered 503")));
    }

    @Test
    void whatIsFetchedStaysInMemoryUntilItIsSurelyInAFile() {
        lose();
        missing.over(START, List.of());
        TradeSpan span = missing.due(START.plusSeconds(30), DELAY).get(0);

        missing.fetched(span, START.plusSeconds(31));

        assertThat(missing.due(START.plusSeconds(60), DELAY)).isEmpty();
        assertThat(missing.all()).hasSize(1);
        assertThat(missing.due(START.plusSeconds(91), DELAY)).isEmpty();
        assertThat(missing.all()).isEmpty();
    }
}
