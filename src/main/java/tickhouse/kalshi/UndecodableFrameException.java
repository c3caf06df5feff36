package tickhouse.kalshi;

import com.fasterxml.jackson.core.JsonProcessingException;

/** A frame that cannot become rows; it is kept as a dead letter with this message as its cause. */
public class UndecodableFrameException extends RuntimeException {
    public UndecodableFrameException(String message) {
        super(message);
    }

    /** The reason for which a route failed on a frame, from inside whatever it was wrapped in. */
    public static Throwable reasonOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UndecodableFrameException || cause instanceof JsonProcessingException) {
                return cause;
            }
        }
        return failure;
    }
}
