package tickhouse.clickhouse;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JDBC address and the database in it.
 *
 * @param url with a database in its path
 */
public record ClickHouseAddress(String url, String database) {
    private static final Pattern PARTS =
            Pattern.compile("(jdbc:clickhouse:(?:https?:)?//[^/?]+)(?:/([A-Za-z0-9_]*))?(\\?.*)?");

    /** The address, with the database {@code kalshi} where it names none. */
    public static ClickHouseAddress of(String jdbcUrl) {
        Matcher parts = PARTS.matcher(jdbcUrl);
        if (!parts.matches()) {
            throw new BadAddressException("clickhouse.url = " + withoutSecrets(jdbcUrl)
                    + ": should be like jdbc:clickhouse:http://localhost:8123/kalshi. Set it in application.properties or"
                    + " as CLICKHOUSE_URL.");
        }
        String database = parts.group(2) == null || parts.group(2).isEmpty() ? "kalshi" : parts.group(2);
        String options = parts.group(3) == null ? "" : parts.group(3);
        return new ClickHouseAddress(parts.group(1) + "/" + database + options, database);
    }

    /** The same server with another database. */
    ClickHouseAddress with(String other) {
        return new ClickHouseAddress(url.replaceFirst("/" + database + "(?=\\?|$)", "/" + other), other);
    }

    /** Without what may be a password. */
    public String shown() {
        return withoutSecrets(url);
    }

    private static String withoutSecrets(String url) {
        return url.replaceAll("\\?.*", "").replaceAll("//.*@", "//");
    }
}
