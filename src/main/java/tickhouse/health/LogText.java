package tickhouse.health;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;
import java.util.regex.Pattern;

/**
 * Makes a text fit to be shown in one line. What others wrote, such as a ticker or an error of the exchange, can begin no
 * line and move no cursor. We put no secret into a message ourselves: those that are left out are in messages of libraries.
 */
public final class LogText extends CompositeConverter<ILoggingEvent> {
    private static final Pattern UNPRINTABLE =
            Pattern.compile("\\s*[\\p{Cntrl}\\x80-\\x9f\\u2028\\u2029&&[^\\t]]+\\s*");
    private static final Pattern SECRET = Pattern.compile("(?i)"
            // The user and the password of an address.
            + "(?<=//)[^/\\s@]+(?=@)"
            // An option, a property or a header.
            + "|(?<=(?:password|secret|access_token|signature)[\"']?[=:] ?[\"']?)[^\\s&,\"')]+"
            + "|(?<=authorization: ?\\w{1,10} )\\S+"
            + "|-----BEGIN .*");

    @Override
    protected String transform(ILoggingEvent event, String text) {
        return of(text);
    }

    /** The text in one line, without secrets. */
    public static String of(String text) {
        String line = UNPRINTABLE.matcher(text.strip()).replaceAll(" | ");
        return SECRET.matcher(line).replaceAll("***");
    }
}
