package tickhouse.clickhouse.embedded;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Takes one file out of a gzipped tar archive. */
final class TarGzip {
    private static final int BLOCK = 512;
    private static final int BUFFER = 1 << 16;

    private TarGzip() {}

    static void extract(Path archive, String entry, Path target) throws IOException {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(archive), BUFFER);
                InputStream tar = new GZIPInputStream(file, BUFFER)) {
            byte[] header = tar.readNBytes(BLOCK);
            while (header.length == BLOCK && header[0] != 0) {
                long size = Long.parseLong(text(header, 124, 12), 8);
                if (text(header, 0, 100).equals(entry)) {
                    copy(tar, size, target);
                    return;
                }
                tar.skipNBytes((size + BLOCK - 1) / BLOCK * BLOCK);
                header = tar.readNBytes(BLOCK);
            }
        }
        throw new IOException("no " + entry + " in " + archive);
    }

    private static String text(byte[] header, int offset, int length) {
        String field = new String(header, offset, length, StandardCharsets.UTF_8);
        int end = field.indexOf('\0');
        return (end < 0 ? field : field.substring(0, end)).strip();
    }

    private static void copy(InputStream tar, long size, Path target) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (OutputStream out = Files.newOutputStream(target)) {
            long left = size;
            while (left > 0) {
                int count = tar.read(buffer, 0, (int) Math.min(BUFFER, left));
                if (count < 0) {
                    throw new EOFException("the archive ends " + left + " bytes too early");
                }
                out.write(buffer, 0, count);
                left -= count;
            }
        }
    }
}
