package tickhouse.faults;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a recorder and ClickHouse, and does harm to inserts: the engine behind it does not know. */
public final class HarmfulProxy implements Closeable {
    private static final int SLOW_CHUNK = 2_048;

    private final ServerSocket listener;
    private final int target;
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private volatile Harm harm = Harm.NONE;

    /** What happens to an insert. */
    public enum Harm {
        NONE,
        /** The rows are stored, and the connection is reset in place of the answer. */
        RESET,
        /** The rows are stored, and the connection is closed in place of the answer. */
        CLOSE,
        /** The rows are stored, and nothing is ever answered. */
        HANG,
        /** Half of the request arrives, and the connection is closed. */
        CUT,
        /** Every 2 KB take a tenth of a second. */
        SLOW
    }

    public HarmfulProxy(int target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    public String jdbcUrl(String database) {
        return "jdbc:clickhouse:http://127.0.0.1:" + listener.getLocalPort() + "/" + database;
    }

    /** Does it to so many inserts from now on. */
    public void harm(Harm next, int inserts) {
        harm = next;
        done.set(0);
        left.set(inserts);
    }

    /** To how many inserts it was done. */
    public int done() {
        return done.get();
    }

    private boolean take(Harm wanted) {
        if (harm != wanted || left.getAndUpdate(number -> Math.max(0, number - 1)) == 0) {
            return false;
        }
        done.incrementAndGet();
        return true;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                connect(listener.accept());
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        try {
            Connection connection = new Connection(client, new Socket(InetAddress.getLoopbackAddress(), target));
            daemon(connection::forwardRequests);
            daemon(connection::forwardAnswers);
        } catch (IOException theServerIsGone) {
            close(client);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException closedAlready) {
            // That is what is wanted.
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "harmful-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private final class Connection {
        private final Socket client;
        private final Socket server;
        private volatile boolean inserting;
        private volatile boolean slow;

        Connection(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void forwardRequests() {
            byte[] buffer = new byte[65_536];
            try (client;
                    server) {
                for (int read = read(client, buffer); read >= 0; read = read(client, buffer)) {
                    if (new String(buffer, 0, read, StandardCharsets.ISO_8859_1).contains("INSERT INTO")) {
                        inserting = true;
                        slow = take(Harm.SLOW);
                        if (take(Harm.CUT)) {
                            server.getOutputStream().write(buffer, 0, read / 2);
                            return;
                        }
                    }
                    write(buffer, read);
                }
            } catch (IOException ended) {
                // The other side of this connection has closed it.
            }
        }

        private int read(Socket from, byte[] buffer) throws IOException {
            return from.getInputStream().read(buffer);
        }

        private void write(byte[] buffer, int length) throws IOException {
            int step = slow ? SLOW_CHUNK : length;
            for (int offset = 0; offset < length; offset += step) {
                if (slow) {
                    pause();
                }
                server.getOutputStream().write(buffer, offset, Math.min(step, length - offset));
            }
        }

        private void pause() throws IOException {
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException interrupted) {
                throw new IOException(interrupted);
            }
        }

        void forwardAnswers() {
            byte[] buffer = new byte[65_536];
            try {
                for (int read = read(server, buffer); read >= 0; read = read(server, buffer)) {
                    if (inserting && isSwallowed()) {
                        return;
                    }
                    inserting = false;
                    client.getOutputStream().write(buffer, 0, read);
                }
            } catch (IOException ended) {
                // The other side of this connection has closed it.
            }
            close(client);
        }

        private boolean isSwallowed() throws IOException {
            if (take(Harm.RESET)) {
                client.setSoLinger(true, 0);
                client.close();
                return true;
            }
            if (take(Harm.CLOSE)) {
                client.close();
                return true;
            }
            return take(Harm.HANG);
        }
    }
}
