package tickhouse.clickhouse.embedded;

import java.io.IOException;
import java.nio.file.Path;

/** Brings the archive of an npm package; a test brings its own. */
@FunctionalInterface
interface PackageFetcher {
    /** The archive, somewhere below the directory. */
    Path fetch(String packageAndVersion, Path directory) throws IOException, InterruptedException;
}
