package tickhouse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import tickhouse.batch.FrameRows;
import tickhouse.kalshi.FrameDecoder;
import tickhouse.kalshi.Frames;

/** The rows of a frame, as the decoder makes them. */
final class TestRows {
    private TestRows() {}

    static FrameRows of(String frame, Instant receivedAt) {
        try {
            return new FrameDecoder()
                    .decode(new ObjectMapper().readTree(Frames.text(frame)), "tea", "s1", receivedAt, false);
        } catch (JsonProcessingException notJson) {
            throw new IllegalStateException(notJson);
        }
    }

    static FrameRows of(String frame) {
        return of(frame, Instant.parse("2026-11-24T21:13:51.2Z"));
    }
}
