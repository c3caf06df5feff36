package tickhouse.check;

import java.sql.SQLException;
import tickhouse.clickhouse.ClickHouseLogin;
import tickhouse.clickhouse.InsertFailure;

/** Says in a sentence why ClickHouse did not answer as it should, and what to do about it. */
public final class ClickHouseFailures {
    private ClickHouseFailures() {}

    public static String sentence(SQLException failure, ClickHouseLogin login) {
        InsertFailure known = InsertFailure.of(failure);
        return switch (known.code()) {
            case 0 ->
                "no answer from " + login.address().shown() + " (" + innermost(failure)
                        + "). Check CLICKHOUSE_URL, that the server runs, and that its HTTP port (8123, with TLS 8443)"
                        + " can be reached from here.";
            case 192, 193, 194, 516 ->
                "the server refused the login as " + login.user() + " (code " + known.code()
                        + "). Check CLICKHOUSE_USER and CLICKHOUSE_PASSWORD.";
            case 164 ->
                "the profile of " + login.user() + " is read-only (code 164). Give the user a profile with"
                        + " readonly = 0.";
            default ->
                known + " (" + login.address().shown() + "). Look up the code in ClickHouse's documentation, and in the"
                        + " server's log.";
        };
    }

    /** What the network said. The driver's own words repeat the address with all its parameters. */
    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        boolean ofTheDriver = cause.getClass().getName().startsWith("com.clickhouse") || cause instanceof SQLException;
        String name = cause.getClass().getSimpleName();
        return ofTheDriver || cause.getMessage() == null ? name : name + ": " + cause.getMessage();
    }
}
