package tickhouse.clickhouse;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Asks a server what it is and what the user may do there. Changes nothing. */
public final class ServerProbe {
    private final ClickHouseLogin login;

    public ServerProbe(ClickHouseLogin login) {
        this.login = login;
    }

    /** A privilege that the user lacks. */
    public record Missing(String privilege, String table) {}

    public String version() throws SQLException {
        return ask("SELECT version()");
    }

    /** Whether the user's profile forbids writing, whatever it is granted. */
    public boolean isReadOnly() throws SQLException {
        return !ask("SELECT value FROM system.settings WHERE name = 'readonly'").equals("0");
    }

    /** What the recorder needs and the user lacks. A server before 24.11 does not understand the question: error 62. */
    public List<Missing> missingPrivileges(SchemaState state) throws SQLException {
        List<Missing> missing = new ArrayList<>();
        if (!state.hasDatabase()) {
            addIfMissing(missing, "CREATE DATABASE", state.database(), "*");
        }
        for (String table : state.missingTables()) {
            boolean view = state.views().contains(table);
            addIfMissing(missing, view ? "CREATE VIEW" : "CREATE TABLE", state.database(), table);
        }
        List<String> tables = Stream.concat(state.tables().stream(), state.missingTables().stream())
                .toList();
        for (String table : tables) {
            if (!state.views().contains(table)) {
                addIfMissing(missing, "INSERT", state.database(), table);
            }
            addIfMissing(missing, "SELECT", state.database(), table);
        }
        return missing;
    }

    /** The names are our own: the database's was checked with the address. */
    private void addIfMissing(List<Missing> missing, String privilege, String database, String table)
            throws SQLException {
        // Some versions say no for a table that is not there yet, so the whole database is asked for as well.
        boolean granted = ask("CHECK GRANT " + privilege + " ON " + database + "." + table)
                        .equals("1")
                || ask("CHECK GRANT " + privilege + " ON " + database + ".*").equals("1");
        if (!granted) {
            missing.add(new Missing(privilege, database + "." + table));
        }
    }

    private String ask(String query) throws SQLException {
        try (Connection connection = login.defaultDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(query)) {
            return answer.next() ? String.valueOf(answer.getString(1)) : "";
        }
    }
}
