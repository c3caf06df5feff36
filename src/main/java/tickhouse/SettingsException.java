package tickhouse;

/** A setting that cannot be used; the message names the key, the value and the remedy. */
public final class SettingsException extends RuntimeException {
    SettingsException(String message) {
        super(message);
    }

    static SettingsException of(String key, String value, String expected) {
        return new SettingsException(key + " = " + withoutSecrets(value) + ": should be " + expected + ". Set it in"
                + " application.properties or as " + Settings.variable(key) + ".");
    }

    /** An address may hold a user's name, a password and a token, although none of ours has a place for them. */
    private static String withoutSecrets(String value) {
        return value.replaceAll("(?s)//.*@", "//").replaceAll("(?s)\\?.*", "");
    }
}
