package tickhouse.clickhouse;

/** The JDBC address cannot be used; the message names the setting, the value and the remedy. */
public final class BadAddressException extends RuntimeException {
    BadAddressException(String message) {
        super(message);
    }
}
