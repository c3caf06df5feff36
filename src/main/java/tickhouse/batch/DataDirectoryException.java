package tickhouse.batch;

/** The data directory cannot be used; the message names the setting, the value and the remedy. */
public final class DataDirectoryException extends RuntimeException {
    public DataDirectoryException(String message) {
        super(message);
    }
}
