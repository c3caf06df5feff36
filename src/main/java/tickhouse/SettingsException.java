package tickhouse;

/** A setting that cannot be used; the message names the key, the value and the remedy. */
public final class SettingsException extends RuntimeException {
    SettingsException(String message) {
        super(message);
    }

    static SettingsException of(String key, String value, String expected) {
        return new SettingsException(key + " = " + value + ": should be " + expected + ". Set it in"
                + " application.properties or as " + Settings.variable(key) + ".");
    }
}
