package tickhouse;

import java.nio.file.Path;

/** A file in {@code routes/feeds} that cannot be used; the message names the file, the place in it and the reason. */
final class FeedRouteException extends RuntimeException {
    FeedRouteException(String message) {
        super(message);
    }

    private FeedRouteException(Path file, String why) {
        super(file + " cannot be used: " + why + ".");
    }

    /** With the line of the route, where the reason itself names none. */
    static FeedRouteException of(Path file, String text, Exception reason) {
        String why = innermost(reason);
        if (why.contains(", line ")) {
            return new FeedRouteException(file, why);
        }
        long line = text.lines()
                        .takeWhile(each -> !each.contains("templatedRoute:"))
                        .count()
                + 1;
        return new FeedRouteException(file, why + ", in the route that begins in line " + line);
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
