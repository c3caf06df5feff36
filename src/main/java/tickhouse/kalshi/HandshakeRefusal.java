package tickhouse.kalshi;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP answer to the handshake other than 101, turned into a sentence with a remedy. The codes are those recorded from
 * Kalshi's REST interface: {@code {"error":{"code":…,"message":…,"details":…}}}.
 *
 * @param body the answer's body, possibly empty or not JSON at all
 * @param date the answer's {@code Date} header, or empty
 * @param localTime the time here when the answer came
 */
public record HandshakeRefusal(int status, String body, String date, Instant localTime) {
    // Only a bare word is repeated in the log, whatever else a gateway may send.
    private static final Pattern DETAILS = Pattern.compile("\"details\"\\s*:\\s*\"(\\w{1,60})\"");
    private static final Pattern CODE = Pattern.compile("\"code\"\\s*:\\s*\"(\\w{1,60})\"");
    // Measured: Kalshi tolerates at least 5 s, and refuses somewhere before 30 s.
    private static final Duration TOLERATED = Duration.ofSeconds(5);

    /** What happened and what to do, in two or three sentences. */
    public String sentence() {
        String reason = reason();
        String code = reason.isEmpty() ? "" : " (" + reason + ")";
        return "the exchange refused the handshake with " + status + code + ". " + remedy(reason);
    }

    private String reason() {
        Matcher details = DETAILS.matcher(body);
        if (details.find()) {
            return details.group(1);
        }
        Matcher code = CODE.matcher(body);
        return code.find() ? code.group(1) : "";
    }

    private String remedy(String reason) {
        return switch (status) {
            case 401 -> unauthorized(reason);
            case 403 ->
                "Check that no proxy on the way adds an Origin header, and that this key and network address may use"
                        + " the exchange.";
            case 404 -> "Check the path of KALSHI_URL; Kalshi's is /trade-api/ws/v2.";
            case 429 ->
                "There were too many requests: stop other programs that use this key; the delays grow by themselves.";
            case 500, 502, 503, 504 ->
                "The exchange or its gateway is not available (regular maintenance: Thursday 03:00 to 05:00 in New York);"
                        + " there is nothing to do here.";
            default -> "Check KALSHI_URL.";
        };
    }

    private String unauthorized(String reason) {
        return switch (reason) {
            case "INCORRECT_API_KEY_SIGNATURE" ->
                "Check that KALSHI_KEY_ID belongs to KALSHI_PRIVATE_KEY_FILE." + skew();
            case "NOT_FOUND" ->
                "Check that the key KALSHI_KEY_ID exists where KALSHI_URL points: production and demo have keys of their"
                        + " own.";
            case "signature_is_missing_from_headers" -> "Set KALSHI_KEY_ID and KALSHI_PRIVATE_KEY_FILE.";
            case "header_timestamp_expired" ->
                "Set the clock of this machine (NTP)."
                        + offset().map(HandshakeRefusal::say).orElse("");
            default -> "Check KALSHI_KEY_ID and KALSHI_PRIVATE_KEY_FILE." + skew();
        };
    }

    /** A 401 does not always say which part was wrong, so a wrong clock is always worth a word. */
    private String skew() {
        return offset().filter(offset -> offset.abs().compareTo(TOLERATED) > 0)
                .map(HandshakeRefusal::say)
                .orElse("");
    }

    /** By how much the local clock is ahead; a {@code Date} header has whole seconds. */
    private Optional<Duration> offset() {
        try {
            Instant there = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(Duration.between(there, localTime));
        } catch (DateTimeException absentOrForeign) {
            return Optional.empty();
        }
    }

    private static String say(Duration offset) {
        String direction = offset.isNegative() ? "behind" : "ahead of";
        return " The local clock is " + offset.abs().toSeconds() + " s " + direction + " the exchange's.";
    }
}
