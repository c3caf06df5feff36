package tickhouse.clickhouse.embedded;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one engine process running. Any thread may call it; restarts happen on its own single thread. */
final class EngineSupervisor {
    private static final Logger LOG = LoggerFactory.getLogger(EngineSupervisor.class);
    private static final long LONGEST_DELAY_SECONDS = 30;
    private static final Duration PROOF_OF_HEALTH = Duration.ofMinutes(1);

    private final EngineLauncher launcher;
    private final boolean restarts;
    private final ScheduledThreadPoolExecutor clock;
    private volatile EngineProcess current;
    private volatile boolean closed;
    // Of the clock's thread.
    private long delaySeconds = 1;

    /** Starts the first process; that it does not start is the caller's to handle. */
    EngineSupervisor(EngineLauncher launcher, EngineLog log, boolean restarts) {
        this.launcher = launcher;
        this.restarts = restarts;
        this.current = launcher.launch();
        this.clock = new ScheduledThreadPoolExecutor(1, EngineSupervisor::daemon, new DiscardPolicy());
        ScheduledFuture<?> unused = clock.scheduleWithFixedDelay(log::trim, 1, 1, TimeUnit.MINUTES);
        watch(current);
    }

    EngineProcess current() {
        return current;
    }

    void close() {
        closed = true;
        clock.shutdownNow();
        try {
            // A start under way is interrupted and ends its process itself.
            if (!clock.awaitTermination(LONGEST_DELAY_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("A restart of the embedded ClickHouse engine did not let itself be interrupted.");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        current.stop();
    }

    private void watch(EngineProcess process) {
        process.whenEnded(() -> clock.execute(() -> ended(process)));
    }

    private void ended(EngineProcess process) {
        if (closed) {
            return;
        }
        if (!restarts) {
            LOG.warn(
                    "The embedded ClickHouse engine (process {}) ended with exit code {} and stays down.",
                    process.pid(),
                    process.exitCode());
            return;
        }
        if (process.age().compareTo(PROOF_OF_HEALTH) > 0) {
            delaySeconds = 1;
        }
        LOG.warn(
                "The embedded ClickHouse engine (process {}) ended with exit code {}; it starts again in {} s.",
                process.pid(),
                process.exitCode(),
                delaySeconds);
        scheduleRestart();
    }

    private void scheduleRestart() {
        ScheduledFuture<?> unused = clock.schedule(this::restart, delaySeconds, TimeUnit.SECONDS);
        delaySeconds = Math.min(2 * delaySeconds, LONGEST_DELAY_SECONDS);
    }

    private void restart() {
        try {
            current = launcher.launch();
            LOG.info("The embedded ClickHouse engine is back (process {}).", current.pid());
            watch(current);
        } catch (EmbeddedClickHouseException failure) {
            if (!closed) {
                LOG.warn("{} The next attempt follows in {} s.", failure.getMessage(), delaySeconds);
                scheduleRestart();
            }
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "clickhouse-supervisor");
        thread.setDaemon(true);
        return thread;
    }
}
