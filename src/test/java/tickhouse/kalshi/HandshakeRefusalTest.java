package tickhouse.kalshi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandshakeRefusalTest {
    private static final String DATE = "Tue, 24 Nov 2026 21:13:51 GMT";
    private static final Instant THEN = Instant.parse("2026-11-24T21:13:51Z");
    private static final String WRONG_SIGNATURE = """
            {"error":{"code":"authentication_error","message":"authentication_error",\
            "details":"INCORRECT_API_KEY_SIGNATURE"}}""";
    private static final String EXPIRED = """
            {"error":{"code":"header_timestamp_expired","message":"header timestamp expired"}}""";

    @Test
    void aWrongSignatureNamesBothSettings() {
        assertThat(sentence(401, WRONG_SIGNATURE, THEN))
                .isEqualTo("the exchange refused the handshake with 401 (INCORRECT_API_KEY_SIGNATURE)."
                        + " Check that KALSHI_KEY_ID belongs to KALSHI_PRIVATE_KEY_FILE.");
    }

    @Test
    void anUnknownKeyPointsAtTheEnvironment() {
        String body = WRONG_SIGNATURE.replace("INCORRECT_API_KEY_SIGNATURE", "NOT_FOUND");

        assertThat(sentence(401, body, THEN)).contains("401 (NOT_FOUND)").contains("production and demo");
    }

    @Test
    void missingHeadersNameTheSettings() {
        String body = """
                {"error":{"code":"signature_is_missing_from_headers","message":"signature is missing from headers"}}""";

        assertThat(sentence(401, body, THEN)).contains("Set KALSHI_KEY_ID and KALSHI_PRIVATE_KEY_FILE.");
    }

    @ParameterizedTest
    @CsvSource({"62, 62 s ahead of", "-47, 47 s behind"})
    void aWrongClockSaysByHowMuch(long seconds, String offset) {
        assertThat(sentence(401, EXPIRED, THEN.plusSeconds(seconds)))
                .contains("Set the clock of this machine (NTP). The local clock is " + offset + " the exchange's.");
    }

    @Test
    void aWrongClockIsMentionedWhateverTheReason() {
        assertThat(sentence(401, WRONG_SIGNATURE, THEN.plusSeconds(30))).endsWith("30 s ahead of the exchange's.");
        assertThat(sentence(401, "", THEN.plusSeconds(30))).endsWith("30 s ahead of the exchange's.");
        assertThat(sentence(401, "", THEN.plusSeconds(3)))
                .endsWith("401. Check KALSHI_KEY_ID and KALSHI_PRIVATE_KEY_FILE.");
    }

    @Test
    void withoutADateTheOffsetIsNotInvented() {
        assertThat(new HandshakeRefusal(401, EXPIRED, "", THEN).sentence())
                .endsWith("Set the clock of this machine (NTP).");
    }

    @ParameterizedTest
    @CsvSource({"403, Origin", "404, KALSHI_URL", "429, too many requests", "503, Thursday", "302, KALSHI_URL"})
    void everyStatusHasARemedy(int status, String remedy) {
        assertThat(sentence(status, "<html>forged\nline</html>", THEN))
                .startsWith("the exchange refused the handshake with " + status + ". ")
                .contains(remedy)
                .doesNotContain("\n", "html");
    }

    private static String sentence(int status, String body, Instant localTime) {
        return new HandshakeRefusal(status, body, DATE, localTime).sentence();
    }
}
