package tickhouse.websocket;

/** A text was to be sent to a feed that has no connection at this moment, or lost it while sending. */
public final class NoLiveSocketException extends Exception {
    private static final long serialVersionUID = 1L;

    NoLiveSocketException(FeedConnection feed) {
        super("The feed " + feed.name() + " has no live socket (it is " + feed.state() + "); the text was not sent");
    }

    NoLiveSocketException(String session, Throwable cause) {
        super("The socket of " + session + " did not take the text: " + cause.getMessage(), cause);
    }
}
