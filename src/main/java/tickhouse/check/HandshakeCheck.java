package tickhouse.check;

import java.net.URI;
import java.util.Map;
import tickhouse.websocket.HandshakeProbe;

/** Whether the exchange accepts our signature and lets us in. */
public final class HandshakeCheck {
    static final String WHAT = "exchange";

    private final Report report;

    public HandshakeCheck(Report report) {
        this.report = report;
    }

    /** Makes a real handshake, signed now, and closes the connection at once. Says what the exchange answered. */
    public HandshakeProbe.Answer run(URI url, Map<String, Object> headers) throws InterruptedException {
        HandshakeProbe.Answer answer = HandshakeProbe.attempt(url, headers);
        if (answer.accepted()) {
            report.ok(WHAT, "the handshake with " + address(url) + " was accepted");
        } else {
            report.failed(WHAT, answer.refusal());
        }
        return answer;
    }

    /** Without what may be a secret. */
    static String address(URI url) {
        String port = url.getPort() > 0 ? ":" + url.getPort() : "";
        return url.getScheme() + "://" + url.getHost() + port + url.getPath();
    }
}
