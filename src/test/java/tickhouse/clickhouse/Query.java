package tickhouse.clickhouse;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Asks a database, apart from the routes. */
public final class Query {
    private Query() {}

    /** Each row of the answer, its values joined by {@code |}. */
    public static List<String> rows(String jdbcUrl, String query) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            while (answer.next()) {
                StringJoiner row = new StringJoiner("|");
                for (int column = 1; column <= answer.getMetaData().getColumnCount(); column++) {
                    row.add(String.valueOf(answer.getString(column)));
                }
                rows.add(row.toString());
            }
            return rows;
        } catch (SQLException failure) {
            throw new IllegalStateException(query, failure);
        }
    }

    /** The one value of the answer. */
    public static String value(String jdbcUrl, String query) {
        return rows(jdbcUrl, query).get(0);
    }

    public static void execute(String jdbcUrl, String statement) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement execution = connection.createStatement()) {
            execution.execute(statement);
        } catch (SQLException failure) {
            throw new IllegalStateException(statement, failure);
        }
    }
}
