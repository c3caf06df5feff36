package tickhouse;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Waits long for what must come, in every test: a machine may be busy, and no test says how long a thing took. */
public final class Patience implements BeforeAllCallback {
    public static final Duration USUAL = Duration.ofMinutes(4);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(USUAL);
    }
}
