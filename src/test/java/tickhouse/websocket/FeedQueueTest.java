package tickhouse.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import tickhouse.websocket.FeedEvent.Kind;

class FeedQueueTest {
    private static final Instant NOW = Instant.parse("2026-11-24T21:13:51Z");

    private final FeedQueue queue = new FeedQueue(10, () -> {}, () -> {});

    @Test
    void anAbandonedConnectionEndsAlsoIfItsEndWasAlreadyWaiting() throws Exception {
        queue.open(NOW);
        assertThat(queue.take().kind()).isEqualTo(Kind.OPEN);
        queue.frame("one", null, NOW);
        queue.close("it broke", NOW);

        queue.abandon("nothing is subscribed", NOW);

        FeedEvent end = queue.take();
        assertThat(end.kind()).isEqualTo(Kind.CLOSE);
        assertThat(end.text()).isEqualTo("nothing is subscribed");
    }

    @Test
    void nothingComesAfterTheEnd() throws Exception {
        queue.close("it broke", NOW);

        assertThat(queue.frame("late", null, NOW)).isFalse();
        queue.close("again", NOW);
        assertThat(queue.take().text()).isEqualTo("it broke");
        assertThat(queue.unfinished()).isEqualTo(1);
    }
}
