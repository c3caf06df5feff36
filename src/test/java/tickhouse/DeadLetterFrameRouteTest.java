package tickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tickhouse.kalshi.Frames;

class DeadLetterFrameRouteTest {
    private static final Map<String, Object> HEADERS = Map.of(
            "feed",
            "tea",
            "session",
            "s1",
            "receivedAt",
            Instant.parse("2026-11-24T21:13:51.2Z"),
            "useYesPrice",
            "true");

    @Test
    void undecodableFramesAreLinesOfTheFileOfTheHour(@TempDir Path directory) throws Exception {
        try (RouteRig rig = RouteRig.in(directory)
                .routes("kalshi/decode", "dead-letter/frame")
                .mocking("direct:clickhouse-batch")
                .start()) {
            rig.send("direct:kalshi-decode", Frames.text("fill"), HEADERS);
            rig.send("direct:kalshi-decode", "no JSON", HEADERS);

            List<String> files = RouteRig.filesIn(rig.deadLetter());
            assertThat(files).allMatch(file -> file.matches("frames/\\d{8}T\\d{2}\\.ndjson"));
            StringBuilder all = new StringBuilder();
            for (String file : files) {
                all.append(Files.readString(rig.deadLetter().resolve(file)));
            }
            List<String> lines = all.toString().lines().toList();
            assertThat(all.toString()).endsWith("}\n");
            assertThat(lines).hasSize(2);
            JsonNode first = new ObjectMapper().readTree(lines.get(0));
            assertThat(first.path("frame").asText()).isEqualTo(Frames.text("fill"));
            assertThat(first.path("feed").asText()).isEqualTo("tea");
            assertThat(first.path("session").asText()).isEqualTo("s1");
            assertThat(first.path("received_at").asText()).isEqualTo("2026-11-24T21:13:51.200Z");
            assertThat(first.path("use_yes_price").asBoolean()).isTrue();
            assertThat(first.path("cause").asText()).isEqualTo("unknown frame type 'fill'");
            assertThat(new ObjectMapper().readTree(lines.get(1)).path("cause").asText())
                    .startsWith("not JSON: Unrecognized token 'no'");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"quoted\"", "'quoted'", "\"\"", "null", "${body}", "{{kalshi.key-id}}", " [ ] ", "a, b"})
    void aFrameIsKeptExactlyAsItWasReceived(String frame, @TempDir Path directory) throws Exception {
        try (RouteRig rig = RouteRig.in(directory)
                .routes("kalshi/decode", "dead-letter/frame")
                .mocking("direct:clickhouse-batch")
                .start()) {
            rig.send("direct:kalshi-decode", frame, HEADERS);

            String file = RouteRig.filesIn(rig.deadLetter()).get(0);
            JsonNode line = new ObjectMapper()
                    .readTree(Files.readString(rig.deadLetter().resolve(file)));
            assertThat(line.path("frame").textValue()).isEqualTo(frame);
        }
    }
}
