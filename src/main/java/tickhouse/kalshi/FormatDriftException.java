package tickhouse.kalshi;

/**
 * A frame in a form that Kalshi has retired, such as prices in whole cents. Read with today's names it would look like
 * an empty book, so it is refused loudly.
 */
public final class FormatDriftException extends UndecodableFrameException {
    public FormatDriftException(String type, String retired, String expected) {
        super("format drift: " + type + " carries the retired field '" + retired + "' instead of '" + expected + "'");
    }
}
