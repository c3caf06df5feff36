package tickhouse.clickhouse.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A platform for which the engine's library is published, with the npm package that holds it. */
enum EnginePlatform {
    LINUX_X64(
            "lib-linux-x64-gnu",
            "XP97mMqnc5tZpKQywR8N7cLTsHNiTmHr30pC5mzo3jWmukjKn2IBa60c2B/gWUNcuFjOMjWoorQICCqBVj5wpw=="),
    LINUX_ARM64("lib-linux-arm64-gnu", ""),
    DARWIN_X64("lib-darwin-x64", ""),
    DARWIN_ARM64("lib-darwin-arm64", "");

    private final String packageName;
    private final String sha512;

    EnginePlatform(String packageName, String sha512) {
        this.packageName = packageName;
        this.sha512 = sha512;
    }

    /** The platform of this JVM. */
    static EnginePlatform current() {
        return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""), runsOnMusl());
    }

    static EnginePlatform of(String osName, String osArch, boolean musl) {
        String os = osName.toLowerCase(Locale.ROOT);
        boolean x64 = osArch.equals("amd64") || osArch.equals("x86_64");
        boolean arm64 = osArch.equals("aarch64") || osArch.equals("arm64");
        if (os.equals("linux") && !musl && (x64 || arm64)) {
            return x64 ? LINUX_X64 : LINUX_ARM64;
        }
        if (os.startsWith("mac") && (x64 || arm64)) {
            return x64 ? DARWIN_X64 : DARWIN_ARM64;
        }
        throw new EmbeddedClickHouseException("There is no embedded ClickHouse engine for %s on %s%s;"
                        .formatted(osName, osArch, musl ? " with musl" : "")
                + " set CLICKHOUSE_URL to a real ClickHouse server.");
    }

    String packageName() {
        return packageName;
    }

    String folder() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The pinned checksum, in base 64; without one, npm's comparison with its registry stands alone. */
    Optional<String> sha512() {
        return sha512.isEmpty() ? Optional.empty() : Optional.of(sha512);
    }

    private static boolean runsOnMusl() {
        Path libraries = Path.of("/proc/self/maps");
        if (!Files.isReadable(libraries)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(libraries)) {
            return lines.anyMatch(line -> line.contains("/ld-musl-"));
        } catch (IOException | UncheckedIOException unreadable) {
            return false;
        }
    }
}
