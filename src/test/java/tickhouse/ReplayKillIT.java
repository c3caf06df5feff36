package tickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tickhouse.clickhouse.Query;
import tickhouse.clickhouse.embedded.TestEngine;
import tickhouse.demo.ExchangeOptions;
import tickhouse.kalshi.Frames;
import tickhouse.kalshi.UndecodableFrameException;
import tickhouse.kalshi.UndecodableFrames;

/** A recorder that is killed again and again while it decodes a large dead letter once more. */
class ReplayKillIT {
    private static final int FRAMES = 10_000;
    private static final String STORED =
            "SELECT concat(count(), ' ', uniqExact(seq)) FROM orderbook_events" + " WHERE session = 'replayed'";

    private final Path directory;

    ReplayKillIT(@TempDir Path directory) {
        this.directory = directory;
    }

    private static ConditionFactory soon() {
        return await().pollInterval(Duration.ofMillis(20));
    }

    /** The last one is undecodable still. */
    private static void writeFrames(Path file) throws IOException {
        UndecodableFrames letters = new UndecodableFrames(Clock.systemUTC());
        Map<String, Object> headers =
                Map.of("feed", "default", "session", "replayed", "receivedAt", Instant.now(), "useYesPrice", "false");
        UndecodableFrameException cause = new UndecodableFrameException("for the test");
        String delta = Frames.text("orderbook_delta");
        Files.createDirectories(file.getParent());
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int seq = 1; seq <= FRAMES; seq++) {
                String frame = delta.replaceFirst("\"seq\":\\s*\\d+", "\"seq\":" + seq);
                out.write(letters.deadLetter(frame, headers, cause) + "\n");
            }
            out.write(letters.deadLetter("no JSON", headers, cause) + "\n");
        }
    }

    private static boolean hasBatches(Path frames) throws IOException {
        try (Stream<Path> files = Files.walk(frames, 3)) {
            return files.anyMatch(file ->
                    file.toString().endsWith(".ndjson") && file.toString().contains("/orderbook_events/"));
        }
    }

    @Test
    void killsInTheMiddleOfAReplayStoreEachFrameOnce() throws Exception {
        String url = TestEngine.freshDatabase().jdbcUrl();
        try (RecorderRig rig = new RecorderRig(directory, new ExchangeOptions().markets(1), url)) {
            rig.with("BATCH_MAX_ROWS", "500");
            Path frames = rig.data().resolve("spool/frames");
            writeFrames(frames.resolve("20261124T21.ndjson"));
            for (int kill = 0; kill < 3; kill++) {
                Process recorder = rig.process();
                soon().ignoreExceptions().until(() -> hasBatches(frames));
                recorder.destroyForcibly().onExit().join();
                assertThat(frames.resolve("20261124T21.ndjson")).exists();
            }

            Process recorder = rig.process();
            try {
                soon().ignoreExceptions().untilAsserted(() -> assertThat(Query.value(url, STORED))
                        .isEqualTo(FRAMES + " " + FRAMES));
                soon().untilAsserted(() -> assertThat(frames).isEmptyDirectory());
                assertThat(RouteRig.filesIn(rig.data().resolve("dead-letter"))).hasSize(1);
            } finally {
                recorder.destroyForcibly().onExit().join();
            }
        }
    }
}
