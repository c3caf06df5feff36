package tickhouse;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import tickhouse.kalshi.SubscribeCommand;

/**
 * The settings: the project's {@code application.properties}, which the jar contains, below the one in the working
 * directory, below the environment. Camel resolves its placeholders in the same order.
 */
public final class Settings {
    /** Where a person puts settings. */
    public static final Path FILE = Path.of("application.properties");

    private static final Set<String> OURS =
            Set.of("kalshi", "batch", "spool", "clickhouse", "dead-letter", "data", "heartbeat", "server");

    private static final Pattern ID = Pattern.compile("[!-~]{1,100}");
    // PEM, or its Base64 alone: every private key in PKCS #1 or #8 begins so, and the shortest has 64 characters.
    private static final Pattern KEY_ITSELF = Pattern.compile("-----BEGIN |\\R|^M[A-Za-z0-9+/=]{59,}$");

    private final Properties values;

    private Settings(Properties values) {
        this.values = values;
    }

    /** Reads them. Throws {@link SettingsException} for a key nobody knows. */
    public static Settings load(Path file, Map<String, String> environment) {
        Properties values = new Properties();
        try (InputStream defaults = Settings.class.getResourceAsStream("/application.properties")) {
            values.load(defaults);
            Set<String> known = Set.copyOf(values.stringPropertyNames());
            if (Files.exists(file)) {
                try (Reader reader = Files.newBufferedReader(file)) {
                    values.load(reader);
                }
            }
            refuseUnknown(known, values, file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        for (String key : values.stringPropertyNames()) {
            String override = environment.get(variable(key));
            if (override != null) {
                values.setProperty(key, override.strip());
            }
        }
        return new Settings(values);
    }

    /** A misspelt key would otherwise be ignored. */
    private static void refuseUnknown(Set<String> known, Properties values, Path file) {
        for (String key : values.stringPropertyNames()) {
            String group = key.substring(0, Math.max(0, key.indexOf('.')));
            if (OURS.contains(group) && !known.contains(key)) {
                throw new SettingsException(key + ": no such setting. Correct or remove it in " + file + ".");
            }
        }
    }

    /** The environment variable of a key. */
    static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The value, or an empty text. */
    public String text(String key) {
        return values.getProperty(key, "").strip();
    }

    public Path path(String key) {
        return Path.of(text(key)).toAbsolutePath().normalize();
    }

    /** A whole number from the least to the most. */
    public long number(String key, long least, long most) {
        try {
            long number = Long.parseLong(text(key));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Refused below.
        }
        throw SettingsException.of(key, text(key), "a whole number from " + least + " to " + most);
    }

    /** A text that must not be empty. */
    public String required(String key, String what) {
        if (text(key).isEmpty()) {
            throw SettingsException.of(key, "(empty)", what);
        }
        return text(key);
    }

    /** The API key's id. What cannot be one may be the key itself, so it is not shown. */
    public String keyId() {
        String id = required("kalshi.key-id", "the API key's id");
        if (!ID.matcher(id).matches()) {
            throw SettingsException.of(
                    "kalshi.key-id", "(not shown)", "the API key's id: at most 100 characters, without blanks");
        }
        return id;
    }

    /** The file of the private key. Where the key itself was set in its place, it is not shown. */
    public Path privateKeyFile() {
        String file = required("kalshi.private-key-file", "the file with the API key's private key");
        if (KEY_ITSELF.matcher(file).find()) {
            throw SettingsException.of(
                    "kalshi.private-key-file", "(not shown)", "the path of the file with the private key, not the key");
        }
        return path("kalshi.private-key-file");
    }

    /** An address with one of the schemes and a host. */
    public URI address(String key, List<String> schemes) {
        try {
            URI address = new URI(text(key));
            if (schemes.contains(String.valueOf(address.getScheme())) && address.getHost() != null) {
                return address;
            }
        } catch (URISyntaxException notAnAddress) {
            // Refused below.
        }
        throw SettingsException.of(
                key, text(key), "an address that begins with " + String.join(":// or ", schemes) + "://");
    }

    /** Looks at every setting that Tickhouse itself reads. Throws {@link SettingsException} for the first that is wrong. */
    public void validate() {
        keyId();
        privateKeyFile();
        address("kalshi.url", List.of("wss", "ws"));
        address("kalshi.rest-url", List.of("https", "http"));
        channels("kalshi.channels");
        number("kalshi.rest-timeout-ms", 100, 600_000);
        number("kalshi.rest-attempts", 1, 100);
        long firstRest = number("kalshi.rest-delay-ms", 1, 60_000);
        number("kalshi.rest-max-delay-ms", firstRest, 3_600_000);
        bool("kalshi.use-yes-price");
        long first = number("kalshi.reconnect-delay-ms", 100, 60_000);
        number("kalshi.reconnect-max-delay-ms", first, 3_600_000);
        number("kalshi.stable-after-ms", 0, 3_600_000);
        number("kalshi.silence-timeout-ms", 0, 3_600_000);
        number("kalshi.reload-interval-ms", 100, 3_600_000);
        number("kalshi.discovery-interval-ms", 1_000, 86_400_000);
        number("kalshi.backfill-delay-ms", 0, 3_600_000);
        number("kalshi.book-check-interval-ms", 1_000, 86_400_000);
        number("kalshi.book-check-markets", 0, 100_000);
        number("batch.max-rows", 1, 500_000);
        number("batch.max-wait-ms", 10, 600_000);
        number("spool.max-bytes", 1_000_000, Long.MAX_VALUE);
        number("spool.min-free-bytes", 0, Long.MAX_VALUE);
        number("clickhouse.embedded-port", 0, 65_535);
        number("clickhouse.embedded-memory-bytes", 200_000_000, Long.MAX_VALUE);
        number("clickhouse.socket-timeout-ms", 100, 600_000);
        number("clickhouse.poll-interval-ms", 10, 60_000);
        number("clickhouse.parallel-inserts", 1, 100);
        number("dead-letter.maximum-redeliveries", 0, 1_000);
        number("dead-letter.redelivery-delay-ms", 1, 3_600_000);
        number("dead-letter.maximum-redelivery-delay-ms", 1, 3_600_000);
        number("dead-letter.redeliveries-before-halving", 0, 1_000);
        number("dead-letter.replay-interval-ms", 100, 3_600_000);
        required("data.dir", "a directory");
        number("heartbeat.interval-ms", 100, 3_600_000);
        required("server.host", "an address of this machine");
        number("server.port", 0, 65_535);
    }

    private void channels(String key) {
        try {
            SubscribeCommand.requireChannels(text(key));
        } catch (IllegalArgumentException unknown) {
            throw new SettingsException(
                    key + ": " + unknown.getMessage() + ". Correct it in " + FILE + " or in " + variable(key) + ".");
        }
    }

    private void bool(String key) {
        if (!Set.of("true", "false").contains(text(key))) {
            throw SettingsException.of(key, text(key), "true or false");
        }
    }

    /** All of them, for Camel's placeholders. */
    Properties all() {
        Properties copy = new Properties();
        copy.putAll(values);
        return copy;
    }
}
