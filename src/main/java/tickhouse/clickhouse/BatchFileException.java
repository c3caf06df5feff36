package tickhouse.clickhouse;

/** A batch file whose folder or name cannot be used for an insert. */
public final class BatchFileException extends RuntimeException {
    public BatchFileException(String message) {
        super(message);
    }
}
