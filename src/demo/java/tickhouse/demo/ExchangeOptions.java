package tickhouse.demo;

import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** How a simulated exchange behaves. Used by the thread that starts the exchange. */
public final class ExchangeOptions {
    private int port;
    private final Map<String, PublicKey> keys = new HashMap<>();
    private int markets = 20;
    private int rate;
    private Duration pingInterval = Duration.ofSeconds(10);
    private long seed = 1;
    private int writeQueueBytes = 64 * 1024 * 1024;
    private Consumer<SentFrame> ledger = frame -> {};
    private Optional<Path> ledgerFile = Optional.empty();
    private List<String> playback = List.of();

    /** The port to listen on, at 127.0.0.1; 0 is any free one. */
    public ExchangeOptions port(int value) {
        port = value;
        return this;
    }

    /** Accepts an RSA or Ed25519 key; without any key nobody gets in. */
    public ExchangeOptions key(String keyId, PublicKey key) {
        keys.put(keyId, key);
        return this;
    }

    public ExchangeOptions markets(int count) {
        markets = count;
        return this;
    }

    /** Book changes and trades a second, in all markets together; each goes to all its subscribers. */
    public ExchangeOptions rate(int framesPerSecond) {
        rate = framesPerSecond;
        return this;
    }

    public ExchangeOptions pingInterval(Duration interval) {
        pingInterval = interval;
        return this;
    }

    public ExchangeOptions seed(long value) {
        seed = value;
        return this;
    }

    /** What may wait for a slow client before its subscriptions end with error 25. */
    public ExchangeOptions writeQueueBytes(int bytes) {
        writeQueueBytes = bytes;
        return this;
    }

    /** Told of every frame sent, on the exchange's thread: it must be quick. */
    public ExchangeOptions ledger(Consumer<SentFrame> consumer) {
        ledger = consumer;
        return this;
    }

    /** Where every frame sent is written, one JSON object a line. */
    public ExchangeOptions ledgerFile(Path file) {
        ledgerFile = Optional.of(file);
        return this;
    }

    /** Sends each connection these frames at its first subscribe, and nothing else ever. */
    public ExchangeOptions playback(List<String> frames) {
        playback = List.copyOf(frames);
        return this;
    }

    int port() {
        return port;
    }

    Map<String, PublicKey> keys() {
        return keys;
    }

    int markets() {
        return markets;
    }

    int rate() {
        return rate;
    }

    Duration pingInterval() {
        return pingInterval;
    }

    long seed() {
        return seed;
    }

    int writeQueueBytes() {
        return writeQueueBytes;
    }

    Ledger openLedger() {
        return new Ledger(ledger, ledgerFile);
    }

    List<String> playback() {
        return playback;
    }
}
