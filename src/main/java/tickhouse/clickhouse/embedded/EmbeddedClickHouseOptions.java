package tickhouse.clickhouse.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How to start an embedded engine.
 *
 * @param dataDirectory belongs to one engine at a time
 * @param httpPort on 127.0.0.1; 0 chooses a free one
 * @param memoryCeilingBytes for the whole engine; one query may take half of it
 * @param serverSettings go to config.xml over the small defaults
 * @param profileSettings hold for every query that comes over HTTP
 * @param users in addition to {@code default}, which has no password
 * @param supervised whether an engine that dies is started again
 */
public record EmbeddedClickHouseOptions(
        Path dataDirectory,
        int httpPort,
        long memoryCeilingBytes,
        Map<String, String> serverSettings,
        Map<String, String> profileSettings,
        List<EngineUser> users,
        Duration startTimeout,
        boolean supervised) {
    private static final long ONE_GIBIBYTE = 1L << 30;

    public EmbeddedClickHouseOptions {
        dataDirectory = dataDirectory.toAbsolutePath().normalize();
        serverSettings = Map.copyOf(serverSettings);
        profileSettings = Map.copyOf(profileSettings);
        users = List.copyOf(users);
    }

    /** A supervised engine on a free port, with 1 GiB and no user but {@code default}. */
    public static EmbeddedClickHouseOptions in(Path dataDirectory) {
        return new EmbeddedClickHouseOptions(
                dataDirectory, 0, ONE_GIBIBYTE, Map.of(), Map.of(), List.of(), Duration.ofMinutes(1), true);
    }

    public EmbeddedClickHouseOptions withHttpPort(int port) {
        return new EmbeddedClickHouseOptions(
                dataDirectory,
                port,
                memoryCeilingBytes,
                serverSettings,
                profileSettings,
                users,
                startTimeout,
                supervised);
    }

    public EmbeddedClickHouseOptions withMemoryCeilingBytes(long bytes) {
        return new EmbeddedClickHouseOptions(
                dataDirectory, httpPort, bytes, serverSettings, profileSettings, users, startTimeout, supervised);
    }

    public EmbeddedClickHouseOptions withServerSettings(Map<String, String> settings) {
        return new EmbeddedClickHouseOptions(
                dataDirectory,
                httpPort,
                memoryCeilingBytes,
                settings,
                profileSettings,
                users,
                startTimeout,
                supervised);
    }

    public EmbeddedClickHouseOptions withProfileSettings(Map<String, String> settings) {
        return new EmbeddedClickHouseOptions(
                dataDirectory, httpPort, memoryCeilingBytes, serverSettings, settings, users, startTimeout, supervised);
    }

    public EmbeddedClickHouseOptions withUsers(EngineUser... additional) {
        return new EmbeddedClickHouseOptions(
                dataDirectory,
                httpPort,
                memoryCeilingBytes,
                serverSettings,
                profileSettings,
                List.of(additional),
                startTimeout,
                supervised);
    }

    public EmbeddedClickHouseOptions withStartTimeout(Duration timeout) {
        return new EmbeddedClickHouseOptions(
                dataDirectory,
                httpPort,
                memoryCeilingBytes,
                serverSettings,
                profileSettings,
                users,
                timeout,
                supervised);
    }

    public EmbeddedClickHouseOptions withoutSupervision() {
        return new EmbeddedClickHouseOptions(
                dataDirectory,
                httpPort,
                memoryCeilingBytes,
                serverSettings,
                profileSettings,
                users,
                startTimeout,
                false);
    }
}
