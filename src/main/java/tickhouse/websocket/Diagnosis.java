package tickhouse.websocket;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import tickhouse.kalshi.HandshakeRefusal;

/** Says in a sentence why an attempt failed and what to do about it. */
final class Diagnosis {
    private Diagnosis() {}

    static String of(Throwable failure, String url, FeedSettings settings) {
        if (failure instanceof UpgradeRejectedException refused) {
            return refusal(refused).sentence();
        }
        if (failure instanceof TimeoutException) {
            return "no answer to the handshake from " + url + " within "
                    + Text.of(settings.handshakeTimeout())
                    + ". Check the network and KALSHI_URL.";
        }
        if (failure instanceof UnknownHostException) {
            return "the host of " + url + " is not known. Check KALSHI_URL, the network and DNS.";
        }
        if (failure instanceof ConnectException) {
            return "no connection to " + url + " (" + Text.oneLine(failure) + "). Check the network and KALSHI_URL.";
        }
        if (failure instanceof SSLException) {
            return "no trust in the certificate or TLS of " + url + " (" + Text.oneLine(failure)
                    + "). Check the clock, a proxy on the way and the trust store of this Java.";
        }
        return "the handshake with " + url + " failed (" + Text.oneLine(failure)
                + "). Check the network and KALSHI_URL.";
    }

    private static HandshakeRefusal refusal(UpgradeRejectedException refused) {
        String body =
                Objects.requireNonNullElseGet(refused.getBody(), Buffer::buffer).toString(StandardCharsets.UTF_8);
        String date = Objects.requireNonNullElse(refused.getHeaders().get("Date"), "");
        return new HandshakeRefusal(refused.getStatus(), body, date, Instant.now());
    }
}
