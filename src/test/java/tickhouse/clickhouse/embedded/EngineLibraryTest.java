package tickhouse.clickhouse.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineLibraryTest {
    private static final String FOLDER = "engine/" + EngineLibrary.VERSION + "/";

    private final Path cache;

    EngineLibraryTest(@TempDir Path cache) {
        this.cache = cache;
    }

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, lib-linux-x64-gnu",
        "Linux, aarch64, lib-linux-arm64-gnu",
        "Mac OS X, x86_64, lib-darwin-x64",
        "Mac OS X, aarch64, lib-darwin-arm64"
    })
    void eachSupportedPlatformHasItsPackage(String osName, String osArch, String packageName) {
        assertThat(EnginePlatform.of(osName, osArch, false).packageName()).isEqualTo(packageName);
    }

    @ParameterizedTest
    @CsvSource({"Windows 11, amd64, false", "Linux, amd64, true", "Linux, s390x, false", "FreeBSD, amd64, false"})
    void anUnsupportedPlatformIsRefusedWithTheRemedy(String osName, String osArch, boolean musl) {
        assertThatExceptionOfType(EmbeddedClickHouseException.class)
                .isThrownBy(() -> EnginePlatform.of(osName, osArch, musl))
                .withMessageContaining(osName + " on " + osArch)
                .withMessageContaining("set CLICKHOUSE_URL")
                .withMessageNotContaining("\n");
    }

    @Test
    void withoutNpmOnThePathTheMessageNamesTheRemedy() {
        Npm npm = new Npm(cache + ":/nonexistent");
        EngineLibrary library = new EngineLibrary(cache, EnginePlatform.LINUX_X64, npm);

        assertThatExceptionOfType(EmbeddedClickHouseException.class)
                .isThrownBy(library::locate)
                .withMessageContaining("install npm, or set CLICKHOUSE_URL")
                .withMessageNotContaining("\n");
        assertThat(leftovers("linux-x64")).containsExactly("fetch.lock");
    }

    @Test
    void whatNpmSaysInFailingIsInTheMessage() throws IOException {
        Path npm = Files.writeString(cache.resolve("npm"), "#!/bin/sh\necho npm error code E404\nexit 1\n");
        assertThat(npm.toFile().setExecutable(true)).isTrue();
        EngineLibrary library = new EngineLibrary(cache, EnginePlatform.LINUX_X64, new Npm(cache.toString()));

        assertThatExceptionOfType(EmbeddedClickHouseException.class)
                .isThrownBy(library::locate)
                .withMessageContaining("npm error code E404");
    }

    @Test
    void aPackageWithTheWrongChecksumIsRefusedAndLeavesNothing() {
        EngineLibrary library = new EngineLibrary(cache, EnginePlatform.LINUX_X64, archiveWith("an impostor"));

        assertThatExceptionOfType(EmbeddedClickHouseException.class)
                .isThrownBy(library::locate)
                .withMessageContaining("was refused");
        assertThat(leftovers("linux-x64")).containsExactly("fetch.lock");
    }

    @Test
    void aLibraryInTheCacheIsNotFetched() throws IOException {
        Path inCache = cache.resolve(FOLDER + "linux-x64/libchdb.so");
        Files.createDirectories(inCache.getParent());
        Files.writeString(inCache, "fetched before");
        EngineLibrary library = new EngineLibrary(cache, EnginePlatform.LINUX_X64, (name, directory) -> {
            throw new AssertionError("fetched " + name);
        });

        assertThat(library.locate()).isEqualTo(inCache).hasContent("fetched before");
    }

    @Test
    void theLibraryIsUnpackedAndAKilledDownloadIsSweptAway() throws IOException {
        Files.createDirectories(cache.resolve(FOLDER + "darwin-arm64/download-killed/npm-cache"));
        EngineLibrary library = new EngineLibrary(cache, EnginePlatform.DARWIN_ARM64, archiveWith("the engine"));

        assertThat(library.locate()).hasContent("the engine");
        assertThat(leftovers("darwin-arm64")).containsExactly("fetch.lock", "libchdb.so");
    }

    @Test
    void twoWhoAskAtOnceFetchOnce() throws Exception {
        AtomicInteger fetches = new AtomicInteger();
        PackageFetcher archive = archiveWith("the engine");
        PackageFetcher counting = (name, directory) -> {
            fetches.incrementAndGet();
            return archive.fetch(name, directory);
        };
        Callable<Path> ask = () -> new EngineLibrary(cache, EnginePlatform.DARWIN_ARM64, counting).locate();

        ExecutorService both = Executors.newFixedThreadPool(2);
        try {
            for (Future<Path> answer : both.invokeAll(List.of(ask, ask))) {
                assertThat(answer.get()).hasContent("the engine");
            }
        } finally {
            both.shutdown();
        }
        assertThat(fetches).hasValue(1);
    }

    @Test
    void theCacheLiesWhereTheEnvironmentSays() {
        Path home = Path.of("/home/somebody");
        assertThat(EngineLibrary.cacheDirectory(Map.of("TICKHOUSE_CACHE", "/a", "XDG_CACHE_HOME", "/b"), home))
                .isEqualTo(Path.of("/a"));
        assertThat(EngineLibrary.cacheDirectory(Map.of("XDG_CACHE_HOME", "/b"), home))
                .isEqualTo(Path.of("/b/tickhouse"));
        assertThat(EngineLibrary.cacheDirectory(Map.of(), home)).isEqualTo(Path.of("/home/somebody/.cache/tickhouse"));
    }

    private Stream<String> leftovers(String platform) {
        String[] names = cache.resolve(FOLDER + platform).toFile().list();
        return Stream.of(names == null ? new String[0] : names).sorted();
    }

    private static PackageFetcher archiveWith(String library) {
        return (name, directory) -> {
            Path archive = directory.resolve("package.tgz");
            ByteArrayOutputStream tar = new ByteArrayOutputStream();
            addFile(tar, "package/package.json", "{}");
            addFile(tar, "package/libchdb.so", library);
            tar.write(new byte[1024]);
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(archive))) {
                tar.writeTo(out);
            }
            return archive;
        };
    }

    private static void addFile(ByteArrayOutputStream tar, String name, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 124, "%011o".formatted(bytes.length));
        tar.write(header);
        tar.write(bytes);
        tar.write(new byte[512 - bytes.length]);
    }

    private static void put(byte[] header, int offset, String field) {
        byte[] bytes = field.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }
}
