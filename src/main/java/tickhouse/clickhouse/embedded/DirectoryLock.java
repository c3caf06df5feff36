package tickhouse.clickhouse.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One engine per data directory: the engine's process holds this lock for as long as it lives. */
record DirectoryLock(Path file) {
    static DirectoryLock of(Path dataDirectory) {
        return new DirectoryLock(dataDirectory.resolve("engine.lock"));
    }

    /** Takes the lock until this process ends; false if another process has it. */
    // The channel stays open on purpose: closing it would give the lock away.
    @SuppressWarnings("resource")
    boolean holdForLife() throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            return false;
        }
        String pid = ProcessHandle.current().pid() + "\n";
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
        return true;
    }

    boolean isFree() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException anotherThreadStartsOne) {
            return false;
        }
    }

    /** The process that has, or last had, the lock. */
    String holder() throws IOException {
        return Files.readString(file).strip();
    }
}
