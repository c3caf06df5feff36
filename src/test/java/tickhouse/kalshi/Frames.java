package tickhouse.kalshi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The frames in {@code src/test/resources/frames}, whole and as Kalshi sends them. */
public final class Frames {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Frames() {}

    /** The text of a frame. */
    public static String text(String name) {
        try {
            return Files.readString(Path.of("src/test/resources/frames", name + ".json"));
        } catch (IOException absent) {
            throw new UncheckedIOException(absent);
        }
    }

    static JsonNode json(String name) {
        return parse(text(name));
    }

    static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException notJson) {
            throw new UncheckedIOException(notJson);
        }
    }
}
