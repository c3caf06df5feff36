package tickhouse;

import java.nio.file.Path;

/** A file in {@code routes/feeds} that cannot be used; the message names the file, the place in it and the reason. */
final class FeedRouteException extends RuntimeException {
    FeedRouteException(String message) {
        super(message);
    }

    FeedRouteException(Path file, Exception reason) {
        super(file + " cannot be used: " + innermost(reason) + ".");
    }

    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return message.strip().replaceAll("\\s*\\R\\s*", " | ");
    }
}
