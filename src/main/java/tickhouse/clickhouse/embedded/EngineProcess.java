package tickhouse.clickhouse.embedded;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of the engine's child process. */
final class EngineProcess {
    private static final Logger LOG = LoggerFactory.getLogger(EngineProcess.class);
    private static final int PING_TIMEOUT_MILLIS = 2000;
    private static final long MILLIS_BETWEEN_PINGS = 25;
    private static final long SECONDS_TO_STOP = 30;

    private final Process process;
    private final URL ping;
    private final EngineLog log;
    private final long started = System.nanoTime();

    EngineProcess(Process process, int httpPort, EngineLog log) throws IOException {
        this.process = process;
        this.ping = new URL("http://127.0.0.1:" + httpPort + "/ping");
        this.log = log;
    }

    /** Returns once the engine answers; a process that does not is gone when this throws. */
    void awaitReady(Duration timeout) {
        try {
            while (!answers()) {
                if (process.waitFor(MILLIS_BETWEEN_PINGS, TimeUnit.MILLISECONDS)) {
                    throw failure("ended at once with exit code " + process.exitValue());
                }
                if (age().compareTo(timeout) > 0) {
                    kill();
                    throw failure("did not answer within " + timeout.toSeconds() + " s");
                }
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new EmbeddedClickHouseException(
                    "The start of the embedded ClickHouse engine was interrupted.", interrupted);
        }
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exitCode() {
        return process.exitValue();
    }

    void whenEnded(Runnable action) {
        CompletableFuture<Void> unused = process.onExit().thenRun(action);
    }

    /** Closes the pipe, which lets the engine finish in order, and ends it by force if it does not. */
    void stop() {
        try {
            process.getOutputStream().close();
        } catch (IOException alreadyBroken) {
            LOG.debug("The engine's pipe was closed already.", alreadyBroken);
        }
        try {
            if (!process.waitFor(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
                LOG.warn(
                        "The embedded ClickHouse engine (process {}) did not end within {} s and is ended by force.",
                        pid(),
                        SECONDS_TO_STOP);
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the process by force and waits until it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    // Not java.net.http, which keeps the connection open: the engine waits for open connections when it stops.
    private boolean answers() {
        try {
            HttpURLConnection connection = (HttpURLConnection) ping.openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(PING_TIMEOUT_MILLIS);
            connection.setReadTimeout(PING_TIMEOUT_MILLIS);
            connection.setRequestProperty("Connection", "close");
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException notYet) {
            return false;
        }
    }

    private EmbeddedClickHouseException failure(String whatHappened) {
        return new EmbeddedClickHouseException("The embedded ClickHouse engine " + whatHappened + "; its last words: "
                + log.lastWords() + ". Correct what they name (the whole log is " + log.file()
                + "), or set CLICKHOUSE_URL to a real ClickHouse server.");
    }
}
