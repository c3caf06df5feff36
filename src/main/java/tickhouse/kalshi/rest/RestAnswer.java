package tickhouse.kalshi.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;

/** What the exchange said to one request. */
record RestAnswer(URI address, int status, String body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Whether the same request may succeed a little later. */
    boolean isTransient() {
        return status == 429 || status >= 500;
    }

    String described() {
        return KalshiRestException.answered(status, body);
    }

    /** The JSON object that was asked for. Throws {@link KalshiRestException} if this is something else. */
    JsonNode content() {
        if (status != 200) {
            throw KalshiRestException.refused(address, status, body);
        }
        try {
            JsonNode content = JSON.readTree(body);
            if (content.isObject()) {
                return content;
            }
        } catch (JsonProcessingException notJson) {
            // Refused below.
        }
        throw KalshiRestException.unreadable(KalshiRestException.shown(address), "a JSON object");
    }
}
