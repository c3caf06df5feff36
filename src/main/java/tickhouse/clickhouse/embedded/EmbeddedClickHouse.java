package tickhouse.clickhouse.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A ClickHouse server on the loopback interface, in a child process that ends with this one. Any thread may use it. */
public final class EmbeddedClickHouse implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedClickHouse.class);
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int LOCK_ATTEMPTS = 50;
    private static final long MILLIS_BETWEEN_LOCK_ATTEMPTS = 100;

    private final EngineSupervisor supervisor;
    private final int httpPort;

    private EmbeddedClickHouse(EngineSupervisor supervisor, int httpPort) {
        this.supervisor = supervisor;
        this.httpPort = httpPort;
    }

    /** Returns once the server answers; the first start on a machine downloads the engine. */
    public static EmbeddedClickHouse start(EmbeddedClickHouseOptions options) {
        Path directory = options.dataDirectory();
        Path library = EngineLibrary.forThisMachine().locate();
        try {
            Files.createDirectories(directory);
            awaitLock(DirectoryLock.of(directory), directory);
            int port = freePort(options.httpPort());
            Path config = new EngineConfiguration(options).write();
            EngineLog log = new EngineLog(directory.resolve("engine.log"));
            EngineLauncher launcher = new EngineLauncher(library, config, log, options, port);
            EngineSupervisor supervisor = new EngineSupervisor(launcher, log, options.supervised());
            EmbeddedClickHouse clickHouse = new EmbeddedClickHouse(supervisor, port);
            LOG.info(
                    "The embedded ClickHouse engine (process {}) listens on 127.0.0.1:{}, with its data in {}.",
                    clickHouse.pid(),
                    port,
                    directory);
            return clickHouse;
        } catch (IOException failure) {
            throw new EmbeddedClickHouseException(
                    "The data directory " + directory + " of the embedded ClickHouse engine cannot be used (" + failure
                            + "); make it writable, or choose another one.",
                    failure);
        }
    }

    public int httpPort() {
        return httpPort;
    }

    public String jdbcUrl(String database) {
        return "jdbc:clickhouse:http://127.0.0.1:" + httpPort + "/" + database;
    }

    /** The process id of the present run; a restart changes it. */
    public long pid() {
        return supervisor.current().pid();
    }

    public boolean isAlive() {
        return supervisor.current().isAlive();
    }

    /** Ends the engine as a crash would, and returns when it is gone; supervision then brings it back. */
    public void kill() throws InterruptedException {
        supervisor.current().kill();
    }

    @Override
    public void close() {
        supervisor.close();
    }

    /** The engine of a parent that was killed a moment ago is about to end. */
    private static void awaitLock(DirectoryLock lock, Path directory) throws IOException {
        for (int attempt = 1; !lock.isFree(); attempt++) {
            if (attempt == LOCK_ATTEMPTS) {
                throw new EmbeddedClickHouseException("The data directory " + directory
                        + " is in use by another embedded ClickHouse engine (process " + lock.holder()
                        + "); stop the program that runs it, or choose another directory.");
            }
            try {
                TimeUnit.MILLISECONDS.sleep(MILLIS_BETWEEN_LOCK_ATTEMPTS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new EmbeddedClickHouseException(
                        "Waiting for the data directory " + directory + " was interrupted.", interrupted);
            }
        }
    }

    /** The wanted port, or any for 0. Throws {@link EmbeddedClickHouseException} when another program has it. */
    static int freePort(int wanted) throws IOException {
        InetAddress loopback = InetAddress.getByAddress(LOOPBACK);
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(loopback, wanted), 1);
            return socket.getLocalPort();
        } catch (IOException taken) {
            throw new EmbeddedClickHouseException(
                    "Port " + wanted + " on 127.0.0.1 cannot be had for the embedded ClickHouse engine ("
                            + taken.getMessage() + "); stop the program that has it, or set clickhouse.embedded-port"
                            + " (environment variable CLICKHOUSE_EMBEDDED_PORT) to another port.",
                    taken);
        }
    }
}
