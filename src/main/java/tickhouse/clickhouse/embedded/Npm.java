package tickhouse.clickhouse.embedded;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fetches packages with the npm on the PATH, so that its registry and proxy settings hold. */
final class Npm implements PackageFetcher {
    private static final Logger LOG = LoggerFactory.getLogger(Npm.class);
    private static final long SECONDS_BETWEEN_REPORTS = 3;
    private static final long MINUTES_AT_MOST = 60;

    private final String path;

    Npm(String path) {
        this.path = path;
    }

    static Npm ofThisMachine() {
        return new Npm(System.getenv().getOrDefault("PATH", ""));
    }

    @Override
    public Path fetch(String packageAndVersion, Path directory) throws IOException, InterruptedException {
        Path output = directory.resolve("npm.log");
        // A cache inside the directory: npm would keep its own copy of 178 MB for good.
        Process npm = new ProcessBuilder(
                        executable().toString(),
                        "pack",
                        packageAndVersion,
                        "--ignore-scripts",
                        "--loglevel=error",
                        "--no-update-notifier",
                        "--cache=" + directory.resolve("npm-cache"),
                        "--pack-destination=" + directory)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            await(npm, directory);
        } finally {
            npm.descendants().forEach(ProcessHandle::destroyForcibly);
            npm.destroyForcibly();
        }
        if (npm.exitValue() != 0) {
            throw failure(packageAndVersion, output);
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".tgz"))
                    .findFirst()
                    .orElseThrow(() -> failure(packageAndVersion, output));
        }
    }

    /** Where npm is. Throws {@link EmbeddedClickHouseException} with the remedy when it is missing. */
    Path executable() {
        return Stream.of(path.split(Pattern.quote(File.pathSeparator), -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "npm"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new EmbeddedClickHouseException(
                        "The embedded ClickHouse engine is fetched with npm, and there is no npm on the PATH;"
                                + " install npm, or set CLICKHOUSE_URL to a real ClickHouse server."));
    }

    private static void await(Process npm, Path directory) throws IOException, InterruptedException {
        long started = System.nanoTime();
        while (!npm.waitFor(SECONDS_BETWEEN_REPORTS, TimeUnit.SECONDS)) {
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started);
            if (seconds > TimeUnit.MINUTES.toSeconds(MINUTES_AT_MOST)) {
                throw new EmbeddedClickHouseException("npm did not fetch the embedded ClickHouse engine within "
                        + MINUTES_AT_MOST + " minutes; check the network, or set CLICKHOUSE_URL to a real server.");
            }
            long megabytes = Math.min(size(directory) / 1_000_000, EngineLibrary.PACKED_MEGABYTES);
            LOG.info(
                    "Still fetching the ClickHouse engine: about {} of {} MB after {} s.",
                    megabytes,
                    EngineLibrary.PACKED_MEGABYTES,
                    seconds);
        }
    }

    private static long size(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (UncheckedIOException movedMeanwhile) {
            return 0;
        }
    }

    private static EmbeddedClickHouseException failure(String packageAndVersion, Path output) {
        String reason = new EngineLog(output).lastWords();
        return new EmbeddedClickHouseException("npm could not fetch " + packageAndVersion + " (" + reason
                + "); check the network and npm's settings, or set CLICKHOUSE_URL to a real ClickHouse server.");
    }
}
