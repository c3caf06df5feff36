package tickhouse.clickhouse.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What a start of the engine would find on this machine. Downloads and starts nothing. */
public final class EnginePreflight {
    private final EngineLibrary library;
    private final Npm npm;

    EnginePreflight(EngineLibrary library, Npm npm) {
        this.library = library;
        this.npm = npm;
    }

    /** Throws {@link EmbeddedClickHouseException} where there is no engine for this platform. */
    public static EnginePreflight ofThisMachine() {
        Npm npm = Npm.ofThisMachine();
        return new EnginePreflight(EngineLibrary.with(npm), npm);
    }

    /** Whether a start needs no download. */
    public boolean hasLibrary() {
        return library.present().isPresent();
    }

    /** Where the library is, or how it will come. Throws {@link EmbeddedClickHouseException} when it cannot. */
    public String library() {
        Optional<Path> present = library.present();
        return present.isPresent()
                ? "the library is " + present.get()
                : "the first start will fetch the library once, with " + npm.executable() + ": "
                        + EngineLibrary.PACKED_MEGABYTES + " MB, into " + library.folder();
    }

    /** Throws {@link EmbeddedClickHouseException} when another program has the port. */
    public static void requirePort(int port) {
        try {
            int unused = EmbeddedClickHouse.freePort(port);
        } catch (IOException noLoopback) {
            throw new EmbeddedClickHouseException("This machine has no 127.0.0.1 to listen on.", noLoopback);
        }
    }
}
