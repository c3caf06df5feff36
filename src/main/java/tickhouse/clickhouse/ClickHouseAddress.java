package tickhouse.clickhouse;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JDBC address and the database in it. The driver repeats the address in its own messages, so the options, of which one
 * may be a password, are kept apart.
 */
public final class ClickHouseAddress {
    private static final Pattern PARTS =
            Pattern.compile("(jdbc:clickhouse:(?:https?:)?//(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?)"
                    + "(?:/([A-Za-z0-9_]*))?(?:\\?(.*))?");
    private static final Pattern OPTION = Pattern.compile("([A-Za-z0-9_.-]+)=([^=&\\s][^&\\s]*)");
    private static final Pattern BETWEEN_OPTIONS = Pattern.compile("&");
    private static final int LAST_PORT = 65_535;

    private final String server;
    private final String database;
    private final Map<String, String> options;

    private ClickHouseAddress(String server, String database, Map<String, String> options) {
        this.server = server;
        this.database = database;
        this.options = options;
    }

    /** The address, with the database {@code kalshi} where it names none. */
    public static ClickHouseAddress of(String jdbcUrl) {
        Matcher parts = PARTS.matcher(jdbcUrl);
        if (!parts.matches() || !isPort(parts.group(2))) {
            throw new BadAddressException("clickhouse.url = " + withoutSecrets(jdbcUrl)
                    + ": should be like jdbc:clickhouse:http://localhost:8123/kalshi, without a user and a password, which"
                    + " are CLICKHOUSE_USER and CLICKHOUSE_PASSWORD. Set it in application.properties or as"
                    + " CLICKHOUSE_URL.");
        }
        String named = Objects.requireNonNullElse(parts.group(3), "");
        return new ClickHouseAddress(
                parts.group(1), named.isEmpty() ? "kalshi" : named, options(jdbcUrl, parts.group(4)));
    }

    private static boolean isPort(@Nullable String port) {
        return port == null || Integer.parseInt(port) <= LAST_PORT;
    }

    private static Map<String, String> options(String jdbcUrl, @Nullable String query) {
        Map<String, String> options = new TreeMap<>();
        if (query == null || query.isEmpty()) {
            return options;
        }
        for (String option : BETWEEN_OPTIONS.split(query, -1)) {
            Matcher parts = OPTION.matcher(option);
            if (!parts.matches()) {
                throw unreadableOptions(jdbcUrl);
            }
            options.put(parts.group(1), decoded(jdbcUrl, parts.group(2)));
        }
        return options;
    }

    private static String decoded(String jdbcUrl, String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException brokenEscape) {
            throw unreadableOptions(jdbcUrl);
        }
    }

    private static BadAddressException unreadableOptions(String jdbcUrl) {
        return new BadAddressException("clickhouse.url = " + withoutSecrets(jdbcUrl)
                + ": what follows the question mark should be like name=value&name=value, with %26 for & in a value. Set"
                + " it in application.properties or as CLICKHOUSE_URL.");
    }

    /** The same server with another database. */
    ClickHouseAddress with(String other) {
        return new ClickHouseAddress(server, other, options);
    }

    public String database() {
        return database;
    }

    /** For the driver, beside its options. */
    String url() {
        return server + "/" + database;
    }

    Map<String, String> options() {
        return Map.copyOf(options);
    }

    /** Without what may be a password. */
    public String shown() {
        return url();
    }

    @Override
    public String toString() {
        return shown();
    }

    /** The first @ may belong to the password, and the first question mark too. */
    private static String withoutSecrets(String url) {
        return url.replaceAll("(?s)//.*@", "//").replaceAll("(?s)\\?.*", "");
    }
}
