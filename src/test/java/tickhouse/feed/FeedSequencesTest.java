package tickhouse.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tickhouse.batch.GapEvent;
import tickhouse.batch.Gaps;
import tickhouse.batch.Row;

class FeedSequencesTest {
    private static final Instant NOW = Instant.parse("2026-11-24T21:00:00Z");

    private final Path directory;
    private final Gaps gaps = new Gaps(Clock.systemUTC());
    private final FeedSequences sequences;

    FeedSequencesTest(@TempDir Path directory) {
        this.directory = directory;
        this.sequences = feeds(gaps);
    }

    private FeedSequences feeds(Gaps declarations) {
        return new FeedSequences(declarations, directory, Clock.systemUTC(), (feed, reason) -> {});
    }

    private static JsonNode frame(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text);
    }

    private void trade(long seq) throws Exception {
        sequences.accepts(frame("{\"type\":\"trade\",\"sid\":2,\"seq\":" + seq + ",\"msg\":{}}"), "default", NOW);
    }

    /** What the next process declares when the feed opens. */
    private List<Row> declaredByTheNextProcess() throws Exception {
        Gaps next = new Gaps(Clock.systemUTC());
        feeds(next).opened("default", "second", false, NOW.plusSeconds(10));
        return next.take().stream()
                .flatMap(rows -> rows.rows().stream())
                .map(Row.class::cast)
                .toList();
    }

    @Test
    void whatWasNotYetAFileWhenTheProcessWasKilledIsDeclaredByTheNextOne() throws Exception {
        sequences.opened("default", "first", false, NOW);
        trade(1);
        trade(4);
        sequences.closed("default", "cut", NOW.plusSeconds(1), 2);

        assertThat(declaredByTheNextProcess())
                .anySatisfy(row -> assertThat(row).isInstanceOfSatisfying(GapEvent.class, gap -> {
                    assertThat(gap.cause()).isEqualTo("sequence gap");
                    assertThat(gap.firstMissingSeq()).isEqualTo(2);
                    assertThat(gap.lastMissingSeq()).isEqualTo(3);
                }))
                .anySatisfy(row -> assertThat(row)
                        .isInstanceOfSatisfying(SessionEvent.class, session -> assertThat(session.closedTs())
                                .isEqualTo(NOW.plusSeconds(1))));
    }

    @Test
    void aSubscriptionIsRememberedFromItsFirstFrameOn() throws Exception {
        sequences.opened("default", "first", false, NOW);
        trade(1);

        assertThat(declaredByTheNextProcess())
                .anySatisfy(row -> assertThat(row).isInstanceOfSatisfying(GapEvent.class, gap -> {
                    assertThat(gap.cause()).isEqualTo("process ended");
                    assertThat(gap.sid()).isEqualTo(2);
                    assertThat(gap.firstMissingSeq()).isEqualTo(1);
                    assertThat(gap.lastMissingSeq()).isNull();
                }));
    }

    @Test
    void theFileOfAnOlderOrNewerTickhouseIsUnderstood() throws Exception {
        Files.writeString(directory.resolve("default.json"), """
                {"feed": "default", "session": "before", "open": true, "newestAt": "2026-11-24T20:59:00Z",
                 "markets": ["A"], "sequences": [{"sid": 1, "channel": "orderbook_delta", "durable": 5, "newest": 7}],
                 "gaps": 2, "somethingNew": {}}
                """);

        assertThat(declaredByTheNextProcess())
                .anySatisfy(row -> assertThat(row).isInstanceOfSatisfying(GapEvent.class, gap -> {
                    assertThat(gap.gapId()).isEqualTo("before/3");
                    assertThat(gap.cause()).isEqualTo("process ended");
                    assertThat(gap.firstMissingSeq()).isEqualTo(6);
                    assertThat(gap.markets()).containsExactly("A");
                }));
    }
}
