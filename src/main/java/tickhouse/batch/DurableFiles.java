package tickhouse.batch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files that are on the disk when the call returns. */
public final class DurableFiles {
    private DurableFiles() {}

    /** Creates the file, or replaces what is in it. */
    public static void write(Path file, String content) throws IOException {
        write(file, content.getBytes(StandardCharsets.UTF_8));
    }

    static void write(Path file, byte[] content) throws IOException {
        write(file, content, StandardOpenOption.TRUNCATE_EXISTING);
    }

    /** Adds to the end of the file, or creates it. */
    static void append(Path file, String content) throws IOException {
        write(file, content.getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
    }

    private static void write(Path file, byte[] content, StandardOpenOption how) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }
}
