package tickhouse.kalshi.rest;

import java.io.IOException;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A REST call that failed for good; the message says in one clause what was asked and what came of it. */
public final class KalshiRestException extends RuntimeException {
    // Only what looks like a reason is repeated, whatever else a gateway may send; the last one says most.
    private static final Pattern REASON =
            Pattern.compile("\"(?:code|details|error|msg)\"\\s*:\\s*\"([^\"\\p{Cntrl}]{1,100})");

    private KalshiRestException(String message) {
        super(message);
    }

    static KalshiRestException refused(URI address, int status, String body) {
        String remedy =
                switch (status) {
                    case 401, 403 -> "; check KALSHI_KEY_ID, KALSHI_PRIVATE_KEY_FILE and the clock";
                    case 404 -> "; check KALSHI_REST_URL";
                    default -> "";
                };
        return new KalshiRestException(shown(address) + " " + answered(status, body) + remedy);
    }

    static KalshiRestException exhausted(URI address, int attempts, String last) {
        return new KalshiRestException(shown(address) + " failed " + attempts + " times in a row; at last it " + last);
    }

    static KalshiRestException unreadable(String what, String expected) {
        return new KalshiRestException(what + " answered without " + expected);
    }

    static KalshiRestException endless(String path) {
        return new KalshiRestException(
                "the list " + path + " does not end: the exchange answered with a page that was there before");
    }

    static KalshiRestException interrupted(URI address) {
        return new KalshiRestException("the call of " + shown(address) + " was interrupted");
    }

    static String answered(int status, String body) {
        Matcher reason = REASON.matcher(body);
        String last = "";
        while (reason.find()) {
            last = " (" + reason.group(1) + ")";
        }
        return "answered " + status + last;
    }

    static String unanswered(IOException failure) {
        String message = failure.getMessage();
        return "gave no answer (" + (message == null ? failure.getClass().getSimpleName() : message) + ")";
    }

    /** Without the query, as cursors are long, and without what may be a password. */
    static String shown(URI address) {
        String port = address.getPort() > 0 ? ":" + address.getPort() : "";
        return address.getScheme() + "://" + address.getHost() + port + address.getRawPath();
    }
}
