package tickhouse.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tickhouse.websocket.HandshakeProbe.Answer;

class ClockCheckTest {
    private static final Instant NOW = Instant.parse("2026-11-24T21:13:51.500Z");
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1/trade-api/v2");
    private static final Answer NOT_TRIED = new Answer("not tried", "", NOW);

    private final StringWriter out = new StringWriter();
    private final Report report = new Report(new PrintWriter(out));
    private final ClockCheck check = new ClockCheck(report, Clock.fixed(NOW, ZoneOffset.UTC));

    @ParameterizedTest
    @CsvSource({
        "0, 'ok      clock: the local clock is within 2 s of the exchange''s'",
        "-4, 'ok      clock: the local clock is 4 s ahead of the exchange''s'",
        "4, 'ok      clock: the local clock is 4 s behind the exchange''s'",
        "-62, 'FAILED  clock: the local clock is 62 s ahead of the exchange''s'",
        "3600, 'FAILED  clock: the local clock is 3600 s behind the exchange''s'"
    })
    void moreThanFiveSecondsAreAFailure(long exchangeAhead, String line) throws InterruptedException {
        try (TestVenue venue = TestVenue.withClock(NOW.plusSeconds(exchangeAhead))) {
            check.run(URI.create(venue.restUrl()), NOT_TRIED);
        }
        assertThat(out.toString()).startsWith(line);
        assertThat(out.toString().contains("NTP")).isEqualTo(report.exitCode() == 1);
    }

    @Test
    void theAgeOfACachedAnswerIsAddedToItsDate() throws InterruptedException {
        try (TestVenue venue = TestVenue.withRest(request -> request.response()
                .putHeader("Date", TestVenue.header(NOW.minusSeconds(14)))
                .putHeader("Age", "14")
                .end())) {
            check.run(URI.create(venue.restUrl()), NOT_TRIED);
        }
        assertThat(out.toString()).startsWith("ok      clock: the local clock is within 2 s");
    }

    @Test
    void withoutRestTheHandshakeTellsTheTime() throws InterruptedException {
        check.run(NOWHERE, new Answer("refused", TestVenue.header(NOW.minusSeconds(30)), NOW));

        assertThat(out.toString())
                .startsWith("FAILED  clock: the local clock is 30 s ahead of the exchange's (Date of the handshake)");
    }

    @Test
    void anAcceptedHandshakeProvesTheClockWhereNobodyTellsTheTime() throws InterruptedException {
        check.run(NOWHERE, new Answer("", "", NOW));

        assertThat(out.toString()).startsWith("skipped clock: ").contains("cannot be reached", "accepted a handshake");
    }

    @Test
    void nobodyWhoTellsTheTimeIsAFailureThatNamesTheSetting() throws InterruptedException {
        check.run(NOWHERE, NOT_TRIED);

        assertThat(out.toString())
                .startsWith("FAILED  clock: http://127.0.0.1:1/trade-api/v2/exchange/status cannot be reached")
                .contains("KALSHI_REST_URL");
    }
}
