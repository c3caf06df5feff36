package tickhouse.kalshi;

/** A frame that cannot become rows; it is kept as a dead letter with this message as its cause. */
public class UndecodableFrameException extends RuntimeException {
    public UndecodableFrameException(String message) {
        super(message);
    }
}
