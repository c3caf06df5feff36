package tickhouse.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import tickhouse.demo.ExchangeOptions;
import tickhouse.demo.Fault;
import tickhouse.demo.Refusal;

/** How connections end, and begin again, and what is left of it in the tables. */
final class ExchangeConnectionFaultsIT {
    private static final int TIMES = Form.of(1, 10);
    private static final String LOST = "connection lost";

    private final Path directory;

    ExchangeConnectionFaultsIT(@TempDir Path directory) {
        this.directory = directory;
    }

    private static Scenario scenario(int place, String fault, String done) {
        return new Scenario(Group.EXCHANGE, place, fault, done).declares(LOST);
    }

    private static String times(String sentence) {
        return sentence + (TIMES == 1 ? "." : ", " + TIMES + " times.");
    }

    @FaultTest
    void aBrokenConnectionIsAGapThatTheNextOneHeals() throws Exception {
        scenario(1801, "broken connection", times("The TCP connection is closed without a close frame"))
                .proving((rig, findings) -> {
                    assertThat(rig.tables()
                                    .count("SELECT countIf(healed_by = 'new connection' AND length(markets) = 5)"
                                            + " FROM feed_gaps FINAL"))
                            .isEqualTo(TIMES);
                    assertThat(rig.tables().count("SELECT countIf(isNotNull(closed_ts)) FROM feed_sessions FINAL"))
                            .isEqualTo(TIMES);
                })
                .play(directory, rig -> rig.injectTimes(TIMES, new Fault.Cut()));
    }

    @FaultTest
    void aResetConnectionIsAGapThatTheNextOneHeals() throws Exception {
        scenario(1802, "reset connection", times("The TCP connection is reset"))
                .play(directory, rig -> rig.injectTimes(TIMES, new Fault.Reset()));
    }

    @FaultTest
    void aClosedConnectionIsAGapThatTheNextOneHeals() throws Exception {
        scenario(1803, "clean close", times("The connection is closed with a close frame, code 1001"))
                .declares(LOST, 0)
                .play(directory, rig -> rig.injectTimes(TIMES, new Fault.Close(1001, "going away")));
    }

    @FaultTest
    void refusalsWithAWrongSignatureAreTriedAgain() throws Exception {
        refused(1804, Refusal.WRONG_SIGNATURE);
    }

    @FaultTest
    void refusalsForAnOriginAreTriedAgain() throws Exception {
        refused(1805, Refusal.FORBIDDEN);
    }

    @FaultTest
    void refusalsForTooManyRequestsAreTriedAgain() throws Exception {
        refused(1806, Refusal.TOO_MANY_REQUESTS);
    }

    @FaultTest
    void refusalsOfAGatewayAreTriedAgain() throws Exception {
        refused(1807, Refusal.UNAVAILABLE);
    }

    private void refused(int place, Refusal refusal) throws Exception {
        int refusals = Form.of(3, 10);
        scenario(
                        place,
                        "refusal " + refusal.status(),
                        "The connection breaks, and the next " + refusals + " handshakes are refused with "
                                + refusal.status() + ".")
                .play(directory, rig -> rig.inject(new Fault.Refuse(refusals, refusal), new Fault.Cut()));
    }

    @FaultTest
    void aRevokedKeyIsTriedUntilItIsGoodAgain() throws Exception {
        Duration revoked = Form.of(Duration.ofSeconds(2), Duration.ofMinutes(2));
        scenario(
                        1808,
                        "revoked key",
                        "The API key is unknown to the exchange for " + revoked.toSeconds()
                                + " s, and the connection breaks.")
                .play(directory, rig -> {
                    rig.exchange().revokeKeys(true);
                    rig.inject(new Fault.Cut());
                    awaitAttempts(rig, 2);
                    rig.elapse(revoked);
                    rig.exchange().revokeKeys(false);
                });
    }

    @FaultTest
    void aHandshakeThatHangsIsGivenUp() throws Exception {
        scenario(1809, "hanging handshake", "The connection breaks, and the next handshake is never answered.")
                .play(directory, rig -> rig.inject(new Fault.Hang(1), new Fault.Cut()));
    }

    @FaultTest
    void connectionsThatCloseAtOnceAreTriedAgainMoreAndMoreSlowly() throws Exception {
        int closings = Form.of(4, 12);
        scenario(
                        1810,
                        "accept, then close",
                        "The connection breaks, and the next " + closings + " are accepted and closed at once.")
                .play(directory, rig -> rig.inject(new Fault.CloseAfterAccept(closings), new Fault.Cut()));
    }

    @FaultTest
    void aSilenceWithPingsIsBorne() throws Exception {
        Duration silence = Form.of(Duration.ofSeconds(14), Duration.ofMinutes(2));
        new Scenario(
                        Group.EXCHANGE,
                        1901,
                        "silence with pings",
                        "Nothing but pings comes for " + silence.toSeconds() + " s.")
                .at(new ExchangeOptions().markets(5).rate(300).pingInterval(Duration.ofSeconds(3)))
                .with("KALSHI_SILENCE_TIMEOUT_MS", "10000")
                .proving((rig, findings) ->
                        assertThat(rig.exchange().connectionAttempts()).isEqualTo(1))
                .play(directory, rig -> {
                    rig.inject(new Fault.Silence(true));
                    rig.elapse(silence);
                    rig.exchange().resume();
                });
    }

    private static void awaitAttempts(FaultRig rig, int attempts) {
        rig.patiently().until(() -> rig.exchange().connectionAttempts() >= attempts);
    }

    private static ExchangeOptions quicklyPinging() {
        return new ExchangeOptions().markets(5).rate(300).pingInterval(Duration.ofMillis(500));
    }

    @FaultTest
    void aSilenceWithoutPingsEndsTheConnection() throws Exception {
        Duration silence = Form.of(Duration.ofSeconds(3), Duration.ofMinutes(2));
        scenario(
                        1902,
                        "silence without pings",
                        "Neither frames nor pings come for " + silence.toSeconds() + " s; 2 s are borne.")
                .at(quicklyPinging())
                .with("KALSHI_SILENCE_TIMEOUT_MS", "2000")
                .play(directory, rig -> {
                    rig.inject(new Fault.Silence(false));
                    rig.elapse(silence);
                    awaitAttempts(rig, 2);
                    rig.exchange().resume();
                });
    }

    @FaultTest
    void aHalfOpenConnectionIsGivenUp() throws Exception {
        scenario(
                        1903,
                        "half-open connection",
                        "The connection stays open, and what is sent on it arrives nowhere; 2 s of that are borne.")
                .at(quicklyPinging())
                .with("KALSHI_SILENCE_TIMEOUT_MS", "2000")
                .proving((rig, findings) ->
                        assertThat(findings.missing().get(LOST)).isPositive())
                .play(directory, rig -> rig.inject(new Fault.GoDead()));
    }

    @FaultTest
    void subscriptionsBeginAnewWithEachConnection() throws Exception {
        int connections = Form.of(3, 20);
        scenario(
                        2401,
                        "sid used again",
                        "Of " + connections + " connections, each numbers its frames from sid 1, seq 1.")
                .proving((rig, findings) -> assertThat(rig.tables()
                                .texts("SELECT DISTINCT sid, first FROM (SELECT session, sid, min(seq) AS first"
                                        + " FROM orderbook_events GROUP BY session, sid)"))
                        .containsExactly("1 1"))
                .play(directory, rig -> rig.injectTimes(connections - 1, new Fault.Close(1000, "")));
    }

    @FaultTest
    void aSkewedClockIsRefusedUntilItIsRight() throws Exception {
        Duration skewed = Form.of(Duration.ofSeconds(1), Duration.ofMinutes(2));
        scenario(
                        2801,
                        "clock skew",
                        "The connection breaks while our clock is a minute off the exchange's, for "
                                + skewed.toSeconds() + " s: 401.")
                .play(directory, rig -> {
                    rig.exchange().rate(0);
                    rig.exchange().clockOffset(Duration.ofMinutes(1));
                    rig.inject(new Fault.Cut());
                    awaitAttempts(rig, 3);
                    rig.elapse(skewed);
                    rig.exchange().clockOffset(Duration.ZERO);
                    rig.exchange().rate(300);
                });
    }
}
