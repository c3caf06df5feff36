package tickhouse.kalshi;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;

/**
 * The headers that authenticate a handshake or a REST call, signed afresh at each reading: Kalshi refuses a signature that
 * is more than some seconds old, so each attempt needs its own. Any thread may read it.
 */
public final class HandshakeHeaders extends AbstractMap<String, Object> {
    private static final String KEY = "KALSHI-ACCESS-KEY";
    private static final String TIMESTAMP = "KALSHI-ACCESS-TIMESTAMP";
    private static final String SIGNATURE = "KALSHI-ACCESS-SIGNATURE";

    private final String keyId;
    private final RequestSigner signer;
    private final String path;
    private final Clock clock;

    public HandshakeHeaders(String keyId, RequestSigner signer, URI url, Clock clock) {
        this.keyId = keyId;
        this.signer = signer;
        this.path = signedPath(url);
        this.clock = clock;
    }

    /** From the host's root, without query and trailing slash: {@code /trade-api/ws/v2}. */
    private static String signedPath(URI url) {
        String path = url.getRawPath();
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        Instant now = clock.instant();
        return Map.<String, Object>of(
                        KEY, keyId, TIMESTAMP, Long.toString(now.toEpochMilli()), SIGNATURE, signer.sign(now, path))
                .entrySet();
    }

    /** Constant, so that asking for it does not sign. */
    @Override
    public int size() {
        return 3;
    }

    /** Without values: this may be printed by anyone who holds the map. */
    @Override
    public String toString() {
        return "HandshakeHeaders[" + KEY + ", " + TIMESTAMP + ", " + SIGNATURE + "]";
    }
}
