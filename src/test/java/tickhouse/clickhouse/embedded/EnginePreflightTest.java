package tickhouse.clickhouse.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnginePreflightTest {
    private final Path cache;

    EnginePreflightTest(@TempDir Path cache) {
        this.cache = cache;
    }

    @Test
    void aLibraryThatIsHereNeedsNoNpm() throws IOException {
        EnginePreflight preflight = preflight();
        Path library = cache.resolve("engine/" + EngineLibrary.VERSION + "/linux-x64/libchdb.so");
        Files.createDirectories(library.getParent());
        Files.writeString(library, "fetched before");

        assertThat(preflight.hasLibrary()).isTrue();
        assertThat(preflight.library()).contains(library.toString());
    }

    @Test
    void aLibraryThatIsNotHereIsAnnouncedAndNotFetched() throws IOException {
        Path npm = Files.writeString(cache.resolve("npm"), "#!/bin/sh\nexit 1\n");
        assertThat(npm.toFile().setExecutable(true)).isTrue();

        assertThat(preflight().hasLibrary()).isFalse();
        assertThat(preflight().library()).contains("178 MB", npm.toString());
        assertThat(cache.resolve("engine")).doesNotExist();
    }

    @Test
    void withoutNpmTheRemedyIsNamed() {
        assertThatExceptionOfType(EmbeddedClickHouseException.class)
                .isThrownBy(() -> preflight().library())
                .withMessageContaining("install npm, or set CLICKHOUSE_URL");
    }

    @Test
    void aBusyPortIsNamedWithItsSetting() throws IOException {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            assertThatExceptionOfType(EmbeddedClickHouseException.class)
                    .isThrownBy(() -> EnginePreflight.requirePort(busy.getLocalPort()))
                    .withMessageContaining("CLICKHOUSE_EMBEDDED_PORT");
        }
    }

    private EnginePreflight preflight() {
        Npm npm = new Npm(cache.toString());
        return new EnginePreflight(new EngineLibrary(cache, EnginePlatform.LINUX_X64, npm), npm);
    }
}
