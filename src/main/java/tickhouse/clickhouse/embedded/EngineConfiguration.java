package tickhouse.clickhouse.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes the engine's config.xml and users.xml. */
final class EngineConfiguration {
    // Sections such as query_log are absent, so no system log is kept.
    private static final Map<String, String> SMALL_SERVER = Map.ofEntries(
            // An idle connection of some dashboard would hold up the end for longer.
            Map.entry("shutdown_wait_unfinished", "1"),
            Map.entry("max_concurrent_queries", "100"),
            Map.entry("mark_cache_size", "67108864"),
            Map.entry("index_mark_cache_size", "16777216"),
            Map.entry("uncompressed_cache_size", "0"),
            Map.entry("index_uncompressed_cache_size", "0"),
            Map.entry("background_pool_size", "2"),
            Map.entry("background_common_pool_size", "2"),
            Map.entry("background_fetches_pool_size", "1"),
            Map.entry("background_move_pool_size", "1"),
            Map.entry("background_schedule_pool_size", "4"));

    private final EmbeddedClickHouseOptions options;

    EngineConfiguration(EmbeddedClickHouseOptions options) {
        this.options = options;
    }

    /** Returns the path of config.xml. */
    Path write() throws IOException {
        Path users = options.dataDirectory().resolve("users.xml");
        Files.writeString(users, users());
        Path config = options.dataDirectory().resolve("config.xml");
        return Files.writeString(config, config(users));
    }

    private String config(Path users) {
        Map<String, String> settings = new TreeMap<>(SMALL_SERVER);
        settings.put("max_server_memory_usage", Long.toString(options.memoryCeilingBytes()));
        settings.put("users_config", users.toString());
        settings.putAll(options.serverSettings());
        // The pool has few slots: the defaults of merge_tree ask for more free ones than there are.
        return """
                <!-- Written at each start; changes here are lost. -->
                <clickhouse>
                %s
                <merge_tree>
                <number_of_free_entries_in_pool_to_execute_mutation>1</number_of_free_entries_in_pool_to_execute_mutation>
                <number_of_free_entries_in_pool_to_lower_max_size_of_merge>1</number_of_free_entries_in_pool_to_lower_max_size_of_merge>
                <number_of_free_entries_in_pool_to_execute_optimize_entire_partition>1</number_of_free_entries_in_pool_to_execute_optimize_entire_partition>
                </merge_tree>
                </clickhouse>
                """.formatted(elements(settings));
    }

    private String users() {
        Map<String, String> settings = new TreeMap<>();
        settings.put("max_memory_usage", Long.toString(options.memoryCeilingBytes() / 2));
        settings.putAll(options.profileSettings());
        String additional = options.users().stream()
                .map(user -> user(
                        user.name(),
                        element("password_sha256_hex", sha256(user.password())),
                        user.readOnly() ? "served_read_only" : "served"))
                .collect(Collectors.joining());
        // readonly 2, not 1: the driver sends settings with every query.
        return """
                <!-- Written at each start; changes here are lost. -->
                <clickhouse>
                <profiles>
                <default/>
                <served>
                %s
                </served>
                <served_read_only>
                <profile>served</profile>
                <readonly>2</readonly>
                </served_read_only>
                </profiles>
                <quotas><default/></quotas>
                <users>
                %s%s</users>
                </clickhouse>
                """.formatted(elements(settings), user("default", "<no_password/>", "served"), additional);
    }

    // FILE is revoked: clickhouse-local would let every user of this machine read any file of ours with file().
    private static String user(String name, String password, String profile) {
        return """
                <%1$s>
                %2$s
                <networks><ip>127.0.0.1</ip></networks>
                <profile>%3$s</profile>
                <quota>default</quota>
                <grants>
                <query>GRANT ALL ON *.*</query>
                <query>REVOKE READ, WRITE ON FILE</query>
                </grants>
                </%1$s>
                """.formatted(name, password, profile);
    }

    private static String elements(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> element(setting.getKey(), setting.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private static String element(String name, String value) {
        String escaped = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return "<" + name + ">" + escaped + "</" + name + ">";
    }

    private static String sha256(String password) {
        try {
            byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256.", impossible);
        }
    }
}
