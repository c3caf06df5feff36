package tickhouse.kalshi.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tickhouse.demo.Fault;
import tickhouse.demo.Refusal;
import tickhouse.kalshi.TestKeys;

final class KalshiRestTest {
    private static final Map<String, String> NO_PARAMETERS = Map.of();

    private final RestRig rig = new RestRig(4);

    @AfterEach
    void close() {
        rig.close();
    }

    private String failure(KalshiRest rest, String path) {
        KalshiRestException failure =
                catchThrowableOfType(KalshiRestException.class, () -> rest.get(path, NO_PARAMETERS));
        return String.valueOf(failure.getMessage());
    }

    @Test
    void aSignedRequestIsAccepted() {
        List<String> tickers = rig.exchange().tickers();

        assertThat(rig.rest()
                        .get("markets/orderbooks", Map.of("tickers", String.join(",", tickers)))
                        .path("orderbooks"))
                .hasSize(4);
    }

    @Test
    void aSignatureOfAnotherKeyIsRefusedAtOnceWithTheRemedy() {
        KalshiRest stranger = new KalshiRest(
                URI.create(rig.exchange().restUrl()),
                RestRig.signing(TestKeys.PKCS8_RSA),
                RestRig.PATIENT,
                rig.pauses()::add);

        assertThat(failure(stranger, "markets/orderbooks"))
                .endsWith(
                        "/markets/orderbooks answered 401 (INCORRECT_API_KEY_SIGNATURE); check KALSHI_KEY_ID, KALSHI_PRIVATE_KEY_FILE and the clock");
        assertThat(rig.pauses()).isEmpty();
    }

    @Test
    void parametersAreEncodedAndSlashesAtTheEndOfTheRootDoNotCount() {
        KalshiRest rest = rig.rest(URI.create(rig.exchange().restUrl() + "//"), RestRig.PATIENT);

        assertThat(rest.get("markets", Map.of("event_ticker", "A&B=C +/ü")).path("markets"))
                .isEmpty();
        assertThat(rig.exchange().restCalls())
                .containsExactly("/trade-api/v2/markets?event_ticker=A%26B%3DC+%2B%2F%C3%BC");
    }

    @Test
    void tooManyRequestsAndServerErrorsAreTriedAgainLaterAndLater() {
        rig.exchange().inject(new Fault.RefuseRest(2, Refusal.TOO_MANY_REQUESTS));
        rig.exchange().inject(new Fault.RefuseRest(1, Refusal.UNAVAILABLE));

        assertThat(rig.rest().get("markets", NO_PARAMETERS).path("markets")).hasSize(4);
        assertThat(rig.exchange().restCalls()).hasSize(4);
        assertThat(rig.pauses()).hasSize(3);
        assertThat(rig.pauses().get(0)).isBetween(Duration.ofMillis(250), Duration.ofMillis(500));
        assertThat(rig.pauses().get(1)).isBetween(Duration.ofMillis(500), Duration.ofMillis(1_000));
        assertThat(rig.pauses().get(2)).isBetween(Duration.ofMillis(750), Duration.ofMillis(1_500));
    }

    @Test
    void tooManyRequestsForEverIsAFailureThatSaysSo() {
        rig.exchange().inject(new Fault.RefuseRest(1_000, Refusal.TOO_MANY_REQUESTS));

        assertThat(failure(rig.rest(), "markets"))
                .isEqualTo(rig.exchange().restUrl() + "/markets failed 4 times in a row; at last it answered 429"
                        + " (too many requests)");
        assertThat(rig.exchange().restCalls()).hasSize(4);
        assertThat(rig.pauses()).hasSize(3);
    }

    @Test
    void anExchangeThatIsNotThereIsTriedAgain() {
        KalshiRest rest = rig.rest();
        rig.exchange().close();

        assertThat(failure(rest, "markets")).contains("failed 4 times in a row; at last it gave no answer");
        assertThat(rig.pauses()).hasSize(3);
    }

    @Test
    void anAnswerThatDoesNotComeIsWaitedForOnlySoLong() {
        RestPolicy hasty = new RestPolicy(Duration.ofSeconds(2), 2, Duration.ofMillis(1), Duration.ofMillis(1));
        KalshiRest rest = rig.rest(URI.create(rig.exchange().restUrl()), hasty);
        rig.exchange().inject(new Fault.HangRest(2));

        assertThat(failure(rest, "markets")).endsWith("at last it gave no answer (request timed out)");
    }

    @Test
    void whatDoesNotExistIsAFailureAtOnce() {
        assertThat(failure(rig.rest(), "nothing")).contains("answered 404").endsWith("check KALSHI_REST_URL");
        assertThat(rig.pauses()).isEmpty();
    }

    @Test
    void anAnswerThatIsNoJsonObjectIsAFailure() {
        rig.exchange().inject(new Fault.RefuseRest(1, new Refusal(200, "<html>\n</html>")));
        assertThat(failure(rig.rest(), "markets")).endsWith("/markets answered without a JSON object");

        rig.exchange().inject(new Fault.RefuseRest(1, new Refusal(200, "[]")));
        assertThat(failure(rig.rest(), "markets")).endsWith("/markets answered without a JSON object");
    }

    @Test
    void aThreadThatIsInterruptedStopsAndStaysInterrupted() {
        Thread.currentThread().interrupt();
        String failure = failure(rig.rest(), "markets");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure).endsWith("was interrupted");
    }
}
