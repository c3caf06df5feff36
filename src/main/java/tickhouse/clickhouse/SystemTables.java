package tickhouse.clickhouse;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What a server says it has. */
final class SystemTables {
    private static final String DATABASE = "SELECT name, engine FROM system.databases WHERE name = ?";
    private static final String TABLES = "SELECT name, engine FROM system.tables WHERE database = ?";
    private static final String COLUMNS = "SELECT name, type FROM system.columns WHERE database = ? AND table = ?";

    private SystemTables() {}

    static boolean hasDatabase(Connection connection, String database) throws SQLException {
        return !pairs(connection, DATABASE, database).isEmpty();
    }

    /** Views too. */
    static Set<String> tables(Connection connection, String database) throws SQLException {
        return pairs(connection, TABLES, database).keySet();
    }

    /** Each column's type. */
    static Map<String, String> columns(Connection connection, String database, String table) throws SQLException {
        return pairs(connection, COLUMNS, database, table);
    }

    private static Map<String, String> pairs(Connection connection, String query, String... values)
            throws SQLException {
        Map<String, String> pairs = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int index = 0; index < values.length; index++) {
                statement.setString(index + 1, values[index]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    pairs.put(rows.getString(1), rows.getString(2));
                }
            }
        }
        return pairs;
    }
}
