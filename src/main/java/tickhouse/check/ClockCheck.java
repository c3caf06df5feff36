package tickhouse.check;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import tickhouse.websocket.HandshakeProbe;

/** The local clock against the exchange's: Kalshi refuses a handshake whose time is some seconds off. */
public final class ClockCheck {
    private static final String WHAT = "clock";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TOLERATED = Duration.ofSeconds(5);
    private static final Duration HALF_A_SECOND = Duration.ofMillis(500);
    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

    private final Report report;
    private final Clock clock;

    public ClockCheck(Report report, Clock clock) {
        this.report = report;
        this.clock = clock;
    }

    /** Asks at the REST address, and takes the handshake's time when nobody tells it there. */
    public void run(URI restUrl, HandshakeProbe.Answer handshake) throws InterruptedException {
        URI status = URI.create(restUrl.toString().replaceAll("/+$", "") + "/exchange/status");
        String problem = HandshakeCheck.address(status) + " names no time";
        try {
            Instant asked = clock.instant();
            HttpResponse<Void> answer = get(status);
            Instant here = asked.plus(Duration.between(asked, clock.instant()).dividedBy(2));
            Optional<Instant> there = time(answer);
            if (there.isPresent()) {
                judge(Duration.between(there.get(), here), restUrl.getHost());
                return;
            }
        } catch (IOException unreachable) {
            problem = HandshakeCheck.address(status) + " cannot be reached (" + reason(unreachable) + ")";
        }
        Optional<Instant> there = parse(handshake.date());
        if (there.isPresent()) {
            judge(Duration.between(there.get(), handshake.at()), "the handshake");
        } else if (handshake.accepted()) {
            report.skipped(WHAT, problem + ", but the exchange accepted a handshake signed with this clock");
        } else {
            report.failed(WHAT, problem + ". Check the network and KALSHI_REST_URL.");
        }
    }

    private static HttpResponse<Void> get(URI url) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(TIMEOUT)
                .header("Cache-Control", "no-cache")
                .build();
        return client.send(request, BodyHandlers.discarding());
    }

    /** A cache on the way repeats an older date, and says how old it is. */
    private static Optional<Instant> time(HttpResponse<Void> answer) {
        String age = answer.headers()
                .firstValue("Age")
                .filter(text -> text.matches("\\d{1,9}"))
                .orElse("0");
        return answer.headers()
                .firstValue("Date")
                .flatMap(ClockCheck::parse)
                .map(date -> date.plusSeconds(Long.parseLong(age)));
    }

    /** The header has whole seconds, cut off: the middle of that second is the best guess. */
    private static Optional<Instant> parse(String date) {
        try {
            return Optional.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant()
                    .plus(HALF_A_SECOND));
        } catch (DateTimeException absent) {
            return Optional.empty();
        }
    }

    private void judge(Duration ahead, String source) {
        String direction = ahead.isNegative() ? " s behind " : " s ahead of ";
        String offset = ahead.abs().compareTo(TWO_SECONDS) <= 0
                ? "within 2 s of the exchange's"
                : ahead.abs().plus(HALF_A_SECOND).toSeconds() + direction + "the exchange's";
        if (ahead.abs().compareTo(TOLERATED) > 0) {
            report.failed(
                    WHAT,
                    "the local clock is " + offset + " (Date of " + source + "), and more than 5 s make the exchange"
                            + " refuse handshakes. Set the clock of this machine and keep it right with NTP.");
        } else {
            report.ok(WHAT, "the local clock is " + offset + " (Date of " + source + ")");
        }
    }

    private static String reason(IOException failure) {
        String name = failure.getClass().getSimpleName();
        return failure.getMessage() == null ? name : name + ": " + failure.getMessage();
    }
}
