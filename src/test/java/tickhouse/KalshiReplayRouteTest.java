package tickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tickhouse.kalshi.Frames;
import tickhouse.kalshi.UndecodableFrameException;
import tickhouse.kalshi.UndecodableFrames;

class KalshiReplayRouteTest {
    private static final Instant RECEIVED = Instant.parse("2026-11-24T21:13:51.200001Z");

    private final Path directory;

    KalshiReplayRouteTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private static String line(String frame) {
        return new UndecodableFrames(Clock.systemUTC())
                .deadLetter(
                        frame,
                        Map.of("feed", "tea", "session", "s1", "receivedAt", RECEIVED, "useYesPrice", "true"),
                        new UndecodableFrameException("for the test"));
    }

    private RouteRig rig() {
        return RouteRig.in(directory)
                .routes("kalshi/replay", "kalshi/replay-file", "kalshi/replay-frame")
                .mocking("direct:kalshi-replay-rows");
    }

    @Test
    void theFramesOfAFileAreDecodedAsTheyWereReceivedAndTheFileGoes() throws Exception {
        try (RouteRig rig = rig().start()) {
            MockEndpoint decode = rig.mock("direct:kalshi-replay-rows");
            decode.expectedMessageCount(2);
            rig.spool("frames", "20261124T21", Stream.of(line(Frames.text("fill")), line("no JSON")));

            decode.assertIsSatisfied();
            Exchange first = decode.getExchanges().get(0);
            assertThat(first.getMessage().getBody(String.class)).isEqualTo(Frames.text("fill"));
            assertThat(first.getMessage().getHeader("feed")).isEqualTo("tea");
            assertThat(first.getMessage().getHeader("session")).isEqualTo("s1");
            assertThat(first.getMessage().getHeader("receivedAt")).isEqualTo(RECEIVED);
            assertThat(first.getMessage().getHeader("useYesPrice")).isEqualTo(true);
            assertThat(decode.getExchanges().get(1).getMessage().getBody(String.class))
                    .isEqualTo("no JSON");
            await().untilAsserted(
                            () -> assertThat(RouteRig.filesIn(rig.spool())).isEmpty());
        }
    }

    @Test
    void aTornLineBecomesADeadLetterAgainAndTheOthersAreDecoded() throws Exception {
        try (RouteRig rig = rig().mocking("direct:dead-letter-frame").start()) {
            MockEndpoint decode = rig.mock("direct:kalshi-replay-rows");
            decode.expectedMessageCount(2);
            MockEndpoint deadLetter = rig.mock("direct:dead-letter-frame");
            deadLetter.expectedMessageCount(1);
            rig.spool("frames", "20261124T21", Stream.of(line("one"), "{\"feed\":\"te", line("two")));

            decode.assertIsSatisfied();
            deadLetter.assertIsSatisfied();
            assertThat(deadLetter.getExchanges().get(0).getVariable("frame")).isEqualTo("{\"feed\":\"te");
            await().untilAsserted(
                            () -> assertThat(RouteRig.filesIn(rig.spool())).isEmpty());
        }
    }

    private RouteRig wholeRig() {
        return RouteRig.in(directory)
                .routes("kalshi/replay", "kalshi/replay-file", "kalshi/replay-frame", "kalshi/replay-rows")
                .routes("dead-letter/frame");
    }

    private static void awaitReplay(RouteRig rig) {
        await().untilAsserted(() -> assertThat(rig.spool().resolve("frames")).isEmptyDirectory());
    }

    @Test
    void aFrameThatStillCannotBeDecodedIsADeadLetterOnceMore() throws Exception {
        try (RouteRig rig = wholeRig().start()) {
            rig.spool(
                    "frames",
                    "20261124T21",
                    Stream.of(line(Frames.text("fill")), line(Frames.text("orderbook_delta"))));

            awaitReplay(rig);
            List<String> letters = RouteRig.filesIn(rig.deadLetter());
            assertThat(letters).hasSize(1);
            assertThat(Files.readString(rig.deadLetter().resolve(letters.get(0))))
                    .contains("unknown frame type 'fill'")
                    .contains("\"session\":\"s1\"")
                    .contains("\"received_at\":\"" + RECEIVED + "\"")
                    .contains("\"use_yes_price\":true")
                    .endsWith("}\n");
            assertThat(RouteRig.filesIn(rig.spool())).singleElement().asString().matches("orderbook_events/[^.].*");
        }
    }

    @Test
    void theRowsOfAFileAreBatchesOfTheUsualSize() throws Exception {
        try (RouteRig rig = wholeRig().with("batch.max-rows", "2").start()) {
            rig.spool(
                    "frames",
                    "20261124T21",
                    Stream.generate(() -> line(Frames.text("orderbook_delta"))).limit(5));

            awaitReplay(rig);
            assertThat(RouteRig.filesIn(rig.spool())).hasSize(3);
            assertThat(RouteRig.filesIn(rig.deadLetter())).isEmpty();
        }
    }

    @Test
    void aReplayThatACrashLeftIsBroughtOutAlthoughNoFileIsThere() throws Exception {
        Path left = Files.createDirectories(rigDirectory().resolve(".replay-20261124T20/orderbook_events"));
        Files.writeString(left.resolve("b.ndjson"), "{}\n");
        Files.createFile(left.resolveSibling("frames"));
        try (RouteRig rig = wholeRig().start()) {
            awaitReplay(rig);

            assertThat(RouteRig.filesIn(rig.spool())).containsExactly("orderbook_events/b.ndjson");
        }
    }

    private Path rigDirectory() {
        return directory.resolve("data/spool/frames");
    }

    @Test
    void aFileWaitsUntilWhatIsLeftOfOneOfItsNameCouldBeBroughtOut() throws Exception {
        try (RouteRig rig = wholeRig().start()) {
            // A folder in the place of the batch file.
            Path inTheWay = Files.createDirectories(rig.spool().resolve("orderbook_events/b.ndjson/x"));
            Path left = Files.createDirectories(rigDirectory().resolve(".replay-20261124T21/orderbook_events"));
            Files.writeString(left.resolve("b.ndjson"), "{}\n");
            Files.createFile(left.resolveSibling("frames"));
            rig.spool("frames", "20261124T21", Stream.of(line(Frames.text("orderbook_delta"))));
            // Twice the delay between two looks.
            await().during(Duration.ofMillis(1_500))
                    .until(() -> Files.exists(rigDirectory().resolve("20261124T21.ndjson")));
            Files.delete(inTheWay);
            Files.delete(inTheWay.getParent());

            awaitReplay(rig);
            assertThat(RouteRig.filesIn(rig.spool()))
                    .hasSize(2)
                    .contains("orderbook_events/b.ndjson")
                    .allMatch(file -> file.startsWith("orderbook_events/"));
        }
    }

    @Test
    void withoutRoomTheFramesStay() throws Exception {
        try (RouteRig rig = rig().with("spool.min-free-bytes", Long.toString(Long.MAX_VALUE))
                .start()) {
            MockEndpoint decode = rig.mock("direct:kalshi-replay-rows");
            decode.expectedMessageCount(0);
            rig.spool("frames", "20261124T21", Stream.of(line(Frames.text("fill"))));

            // Twice the delay between two looks.
            decode.setAssertPeriod(1_500);
            decode.assertIsSatisfied();
            assertThat(RouteRig.filesIn(rig.spool())).hasSize(1);
        }
    }
}
