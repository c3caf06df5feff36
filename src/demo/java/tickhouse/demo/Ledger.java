package tickhouse.demo;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Keeps account of what was sent and received. Written by the event loop; its answers may be read from any thread. */
final class Ledger {
    private record Stream(int connection, int sid) {}

    private final Consumer<SentFrame> consumer;
    private final Optional<BufferedWriter> file;
    private final Map<Stream, Long> lastSequences = new ConcurrentHashMap<>();
    private final List<ReceivedCommand> commands = new CopyOnWriteArrayList<>();

    Ledger(Consumer<SentFrame> consumer, Optional<Path> file) {
        this.consumer = consumer;
        this.file = file.map(Ledger::open);
    }

    private static BufferedWriter open(Path path) {
        try {
            return Files.newBufferedWriter(path);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void sent(SentFrame frame) {
        if (frame.sequenced()) {
            lastSequences.merge(new Stream(frame.connection(), frame.sid()), frame.sequence(), Math::max);
        }
        consumer.accept(frame);
        file.ifPresent(writer -> write(writer, frame));
    }

    private static void write(Writer writer, SentFrame frame) {
        try {
            writer.write(Json.write(Json.object()
                    .put("sent_at", VenueClock.format(Instant.now()))
                    .put("connection", frame.connection())
                    .put("sid", frame.sid())
                    .put("seq", frame.sequence())
                    .put("type", frame.type())
                    .put("ticker", frame.ticker())
                    .put("text", frame.text())));
            writer.write('\n');
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void received(ReceivedCommand command) {
        commands.add(command);
    }

    List<ReceivedCommand> commands() {
        return List.copyOf(commands);
    }

    OptionalLong lastSequence(int connection, int sid) {
        return lastSequences.entrySet().stream()
                .filter(entry -> entry.getKey().equals(new Stream(connection, sid)))
                .mapToLong(Map.Entry::getValue)
                .findFirst();
    }

    void flush() {
        try {
            if (file.isPresent()) {
                file.get().flush();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void close() {
        try {
            if (file.isPresent()) {
                file.get().close();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
