package tickhouse;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between us and ClickHouse, and can swallow the answers to inserts: the rows are stored, but nobody says so. */
final class CuttingProxy implements Closeable {
    private final ServerSocket listener;
    private final int target;
    private final AtomicInteger toCut = new AtomicInteger();
    private final AtomicInteger cut = new AtomicInteger();

    CuttingProxy(int target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The answers to the next inserts are lost. */
    void cutAnswersToInserts(int number) {
        toCut.set(number);
    }

    int answersCut() {
        return cut.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                Connection connection = new Connection(client, server);
                daemon(connection::forwardRequests);
                daemon(connection::forwardAnswers);
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "cutting-proxy");
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

        Connection(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void forwardRequests() {
            forward(client, server, request -> {
                if (request.contains("INSERT INTO")) {
                    inserting = true;
                }
                return true;
            });
        }

        void forwardAnswers() {
            forward(server, client, answer -> {
                if (inserting && toCut.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    cut.incrementAndGet();
                    return false;
                }
                inserting = false;
                return true;
            });
        }

        private void forward(Socket from, Socket to, Passage passage) {
            byte[] buffer = new byte[65_536];
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    if (!passage.open(new String(buffer, 0, read, StandardCharsets.ISO_8859_1))) {
                        return;
                    }
                    to.getOutputStream().write(buffer, 0, read);
                }
            } catch (IOException ended) {
                // The other side of this connection has closed it.
            }
        }
    }

    private interface Passage {
        boolean open(String bytes);
    }
}
