package tickhouse.clickhouse.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine's native library: found in the cache, or fetched into it once. */
public final class EngineLibrary {
    static final String VERSION = "26.7.3-stable.1";
    static final long PACKED_MEGABYTES = 178;

    private static final Logger LOG = LoggerFactory.getLogger(EngineLibrary.class);
    private static final String FILE = "libchdb.so";
    private static final long BYTES_NEEDED = 1_000_000_000;
    // A file lock holds between processes only; this one holds between the threads of this process.
    private static final Object ONE_FETCH_AT_A_TIME = new Object();

    private final Path folder;
    private final EnginePlatform platform;
    private final PackageFetcher fetcher;

    EngineLibrary(Path cache, EnginePlatform platform, PackageFetcher fetcher) {
        this.folder = cache.resolve("engine")
                .resolve(VERSION)
                .resolve(platform.folder())
                .toAbsolutePath();
        this.platform = platform;
        this.fetcher = fetcher;
    }

    /** The library for the platform of this JVM, in the user's cache. */
    public static EngineLibrary forThisMachine() {
        return with(Npm.ofThisMachine());
    }

    static EngineLibrary with(PackageFetcher fetcher) {
        Path home = Path.of(System.getProperty("user.home", "."));
        return new EngineLibrary(cacheDirectory(System.getenv(), home), EnginePlatform.current(), fetcher);
    }

    static Path cacheDirectory(Map<String, String> environment, Path home) {
        String own = environment.getOrDefault("TICKHOUSE_CACHE", "");
        if (!own.isBlank()) {
            return Path.of(own);
        }
        String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path caches = shared.isBlank() ? home.resolve(".cache") : Path.of(shared);
        return caches.resolve("tickhouse");
    }

    /** The library's file, if it is here already. */
    Optional<Path> present() {
        Path library = folder.resolve(FILE);
        return Files.isRegularFile(library) ? Optional.of(library) : Optional.empty();
    }

    /** Where the library is, or would be. */
    Path folder() {
        return folder;
    }

    /** The library's file; the first call on a machine downloads it. */
    public Path locate() {
        Path library = folder.resolve(FILE);
        if (Files.isRegularFile(library)) {
            return library;
        }
        try {
            Files.createDirectories(folder);
            synchronized (ONE_FETCH_AT_A_TIME) {
                fetchUnderLock(library);
            }
            return library;
        } catch (IOException failure) {
            throw new EmbeddedClickHouseException(
                    "The ClickHouse engine could not be stored in " + folder + " (" + failure
                            + "); set TICKHOUSE_CACHE to a writable directory, or CLICKHOUSE_URL to a real server.",
                    failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EmbeddedClickHouseException("Fetching the ClickHouse engine was interrupted.", interrupted);
        }
    }

    private void fetchUnderLock(Path library) throws IOException, InterruptedException {
        try (FileChannel channel =
                FileChannel.open(folder.resolve("fetch.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            // Held until the channel closes.
            channel.lock();
            // Another process may have fetched it while this one waited for the lock.
            if (!Files.isRegularFile(library)) {
                fetch(library);
            }
        }
    }

    private void fetch(Path library) throws IOException, InterruptedException {
        removeWhatKilledDownloadsLeft();
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < BYTES_NEEDED) {
            throw new EmbeddedClickHouseException(
                    "The ClickHouse engine needs 1 GB in %s, and %d MB are free;".formatted(folder, free / 1_000_000)
                            + " free some, or set TICKHOUSE_CACHE to a directory with more.");
        }
        String name = "@chdb/" + platform.packageName() + "@" + VERSION;
        LOG.info("Fetching the ClickHouse engine {} once: {} MB, into {}.", name, PACKED_MEGABYTES, folder);
        Path download = Files.createTempDirectory(folder, "download-");
        try {
            Path archive = fetcher.fetch(name, download);
            verify(name, archive);
            Path unpacked = download.resolve(FILE);
            TarGzip.extract(archive, "package/" + FILE, unpacked);
            try (FileChannel channel = FileChannel.open(unpacked, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(unpacked, library, StandardCopyOption.ATOMIC_MOVE);
            LOG.info("The ClickHouse engine is in place: {}.", library);
        } finally {
            delete(download);
        }
    }

    private void verify(String name, Path archive) throws IOException {
        Optional<String> expected = platform.sha512();
        if (expected.isEmpty()) {
            LOG.warn("No checksum of {} is pinned here; npm's own check against its registry stands alone.", name);
            return;
        }
        String actual = sha512(archive);
        if (!expected.get().equals(actual)) {
            throw new EmbeddedClickHouseException("The package " + name + " has the checksum sha512-" + actual
                    + " in place of sha512-" + expected.get()
                    + " and was refused; check npm's registry setting, or set CLICKHOUSE_URL to a real server.");
        }
    }

    private static String sha512(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-512");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return Base64.getEncoder().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-512.", impossible);
        }
    }

    private void removeWhatKilledDownloadsLeft() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> left = entries.filter(
                            entry -> entry.getFileName().toString().startsWith("download-"))
                    .toList();
            for (Path directory : left) {
                delete(directory);
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> entries = Files.walk(directory)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(entry);
            }
        }
    }
}
