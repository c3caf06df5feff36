package tickhouse.clickhouse.embedded;

/** The embedded engine cannot do what was asked; the message is a full sentence with the remedy. */
public final class EmbeddedClickHouseException extends RuntimeException {
    public EmbeddedClickHouseException(String message) {
        super(message);
    }

    public EmbeddedClickHouseException(String message, Throwable cause) {
        super(message, cause);
    }
}
