package tickhouse.kalshi.rest;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import tickhouse.demo.ExchangeOptions;
import tickhouse.demo.SimulatedExchange;
import tickhouse.kalshi.HandshakeHeaders;
import tickhouse.kalshi.RequestSigner;
import tickhouse.kalshi.TestKeys;

/** A simulated exchange, and clients of its REST interface that note their pauses instead of sleeping. */
final class RestRig implements AutoCloseable {
    static final RestPolicy PATIENT =
            new RestPolicy(Duration.ofSeconds(20), 4, Duration.ofMillis(500), Duration.ofMillis(1_500));

    private static final String KEY_ID = "rest-key";
    private static final TestKeys KEYS = TestKeys.PKCS8_ED25519;

    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private final SimulatedExchange exchange;

    RestRig(int markets) {
        exchange = new SimulatedExchange(new ExchangeOptions()
                        .markets(markets)
                        .key(KEY_ID, KEYS.pair().getPublic()))
                .start();
    }

    SimulatedExchange exchange() {
        return exchange;
    }

    KalshiRest rest() {
        return rest(URI.create(exchange.restUrl()), PATIENT);
    }

    KalshiRest rest(URI root, RestPolicy policy) {
        return new KalshiRest(root, signing(KEYS), policy, pauses::add);
    }

    static Function<URI, HandshakeHeaders> signing(TestKeys keys) {
        RequestSigner signer = new RequestSigner(keys.pair().getPrivate());
        return url -> new HandshakeHeaders(KEY_ID, signer, url, Clock.systemUTC());
    }

    List<Duration> pauses() {
        return pauses;
    }

    @Override
    public void close() {
        exchange.close();
    }
}
