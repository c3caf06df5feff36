package tickhouse.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** A client without a WebSocket library: it answers no pings, and reads only when told to. */
final class RawClient implements AutoCloseable {
    private final Socket socket;

    private RawClient(Socket socket) {
        this.socket = socket;
    }

    static RawClient connect(SimulatedExchange exchange) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), exchange.port());
        StringBuilder request = new StringBuilder("GET /trade-api/ws/v2 HTTP/1.1\r\n");
        header(request, "Host", "localhost");
        header(request, "Connection", "Upgrade");
        header(request, "Upgrade", "websocket");
        header(request, "Sec-WebSocket-Version", "13");
        header(request, "Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==");
        Signing.headers(ExchangeClient.KEY_ID, ExchangeClient.KEYS, Instant.now(), "/trade-api/ws/v2")
                .forEach((name, value) -> header(request, name, value));
        socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        RawClient client = new RawClient(socket);
        client.readHead();
        return client;
    }

    private static void header(StringBuilder request, String name, String value) {
        request.append(name).append(": ").append(value).append("\r\n");
    }

    private void readHead() throws IOException {
        InputStream input = socket.getInputStream();
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int next = input.read();
            if (next < 0) {
                throw new IOException("The exchange ended the handshake: " + head);
            }
            head.write(next);
        }
    }

    /** Sends one short text frame, masked with zeros. */
    void send(String text) throws IOException {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x81);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else {
            frame.write(0x80 | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        }
        frame.write(new byte[4]);
        frame.write(payload);
        socket.getOutputStream().write(frame.toByteArray());
    }

    /** Reads all there is until the exchange ends the connection. */
    String readToEnd() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
