package tickhouse.kalshi;

/** Kalshi adds frame types without notice: this one is not known here. */
public final class UnknownFrameTypeException extends UndecodableFrameException {
    public UnknownFrameTypeException(String type) {
        super("unknown frame type '" + type + "'");
    }
}
