package tickhouse.kalshi;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/** Reads a line of a dead-letter file of frames. */
public final class KeptFrame {
    /** The frame, as it was received. */
    public String frame(JsonNode line) {
        return line.path("frame").asText();
    }

    public String feed(JsonNode line) {
        return line.path("feed").asText();
    }

    public String session(JsonNode line) {
        return line.path("session").asText();
    }

    public Instant receivedAt(JsonNode line) {
        return Instant.parse(line.path("received_at").asText());
    }

    public boolean useYesPrice(JsonNode line) {
        return line.path("use_yes_price").asBoolean();
    }
}
