package tickhouse.kalshi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tickhouse.kalshi.UndecodableFrames.Kind;

class UndecodableFramesTest {
    private static final Instant RECEIVED = Instant.parse("2026-11-24T21:13:51.200001Z");
    private static final Map<String, Object> HEADERS =
            Map.of("feed", "tea", "session", "session-1", "receivedAt", RECEIVED, "useYesPrice", "true");

    private final UndecodableFrames frames = new UndecodableFrames(Clock.fixed(RECEIVED, ZoneOffset.UTC));
    private final KeptFrame kept = new KeptFrame();

    @Test
    void theFrameIsKeptAsItWasReceivedAndCanBeReadBack() {
        String frame = "{\"type\":\"trade\", \"a\":\"ü\\\"\\u0000\"}\n\u0007";

        String line = frames.deadLetter(frame, HEADERS, new UnknownFrameTypeException("trade"));

        assertThat(line).doesNotContain("\n");
        JsonNode read = Frames.parse(line);
        assertThat(kept.frame(read)).isEqualTo(frame);
        assertThat(kept.feed(read)).isEqualTo("tea");
        assertThat(kept.session(read)).isEqualTo("session-1");
        assertThat(kept.receivedAt(read)).isEqualTo(RECEIVED);
        assertThat(kept.useYesPrice(read)).isTrue();
        assertThat(read.path("cause").asText()).isEqualTo("unknown frame type 'trade'");
    }

    @Test
    void whatIsNoJsonHasAShortCauseOfOneLine() {
        String line = frames.deadLetter("<html>", HEADERS, new JsonParseException(null, "odd\n" + "x".repeat(500)));

        assertThat(Frames.parse(line).path("cause").asText()).isEqualTo("not JSON: odd");
    }

    @Test
    void eachFailureIsOfAKind() {
        assertThat(frames.kind(new FormatDriftException("orderbook_delta", "price", "price_dollars")))
                .isEqualTo(Kind.FORMAT_DRIFT);
        assertThat(frames.kind(new IllegalStateException(new FormatDriftException("a", "b", "c"))))
                .isEqualTo(Kind.FORMAT_DRIFT);
        assertThat(frames.kind(new UnknownFrameTypeException("trade"))).isEqualTo(Kind.UNKNOWN_TYPE);
        assertThat(frames.kind(new UndecodableFrameException("wrong"))).isEqualTo(Kind.MALFORMED);
        assertThat(frames.kind(new JsonParseException(null, "odd"))).isEqualTo(Kind.MALFORMED);
    }
}
