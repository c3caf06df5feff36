package tickhouse.websocket;

/** An attempt to connect failed; the reason says why and what to do, for the log. */
final class FeedUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    FeedUnavailableException(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
