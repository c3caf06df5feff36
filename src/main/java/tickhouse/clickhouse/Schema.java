package tickhouse.clickhouse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates what is missing of {@code sql/schema.sql}, and alters nothing. */
public final class Schema {
    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);
    private static final Pattern END = Pattern.compile(";\\s*\\n");
    private static final Pattern CREATE = Pattern.compile("CREATE (?:TABLE|VIEW) IF NOT EXISTS (\\w+)");
    private static final String DATABASE = "SELECT name FROM system.databases WHERE name = ?";
    private static final String TABLES = "SELECT name FROM system.tables WHERE database = ?";

    private final ClickHouseLogin login;
    private final InsertStatements statements;
    private volatile boolean settled;

    public Schema(ClickHouseLogin login, InsertStatements statements) {
        this.login = login;
        this.statements = statements;
    }

    /** Whether {@link #ensure} has not succeeded yet. */
    public boolean isUnsettled() {
        return !settled;
    }

    /** Throws {@link OldSchemaException} if a table lacks a column, with the statement that adds it. */
    public void ensure() throws SQLException {
        createDatabase();
        Map<String, String> definitions = definitions();
        try (Connection connection = login.dataSource().getConnection()) {
            Set<String> present = names(connection, TABLES, login.address().database());
            for (Map.Entry<String, String> definition : definitions.entrySet()) {
                if (!present.contains(definition.getKey())) {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute(definition.getValue());
                    }
                    LOG.info("Created {}.{}.", login.address().database(), definition.getKey());
                }
            }
            List<String> missing = missingColumns(connection, definitions.keySet());
            if (!missing.isEmpty()) {
                throw new OldSchemaException(missing);
            }
        }
        settled = true;
    }

    /** What the server has of it; creates nothing. */
    public SchemaState inspect() throws SQLException {
        String database = login.address().database();
        try (Connection connection = login.defaultDatabase().getConnection()) {
            boolean hasDatabase = !names(connection, DATABASE, database).isEmpty();
            Set<String> wanted = definitions().keySet();
            Set<String> present = names(connection, TABLES, database);
            List<String> missing =
                    wanted.stream().filter(table -> !present.contains(table)).toList();
            Set<String> here = new LinkedHashSet<>(wanted);
            missing.forEach(here::remove);
            List<String> views =
                    wanted.stream().filter(table -> !statements.has(table)).toList();
            return new SchemaState(
                    database, hasDatabase, List.copyOf(here), missing, views, missingColumns(connection, here));
        }
    }

    private void createDatabase() throws SQLException {
        String database = login.address().database();
        try (Connection connection = login.defaultDatabase().getConnection()) {
            if (names(connection, DATABASE, database).isEmpty()) {
                try (Statement statement = connection.createStatement()) {
                    // The address allows only letters, digits and underscores in the name.
                    statement.execute("CREATE DATABASE IF NOT EXISTS " + database);
                }
                LOG.info("Created the database {}.", database);
            }
        }
    }

    /** The columns that an insert would not find, as {@code table.column}. */
    private List<String> missingColumns(Connection connection, Set<String> tables) throws SQLException {
        List<String> missing = new ArrayList<>();
        for (String table : tables) {
            if (!statements.has(table)) {
                continue;
            }
            Set<String> present = names(
                    connection,
                    "SELECT name FROM system.columns WHERE database = ? AND table = ?",
                    login.address().database(),
                    table);
            statements.columns(table).stream()
                    .filter(column -> !present.contains(column))
                    .forEach(column -> missing.add(table + "." + column));
        }
        return missing;
    }

    private static Set<String> names(Connection connection, String query, String... values) throws SQLException {
        Set<String> names = new LinkedHashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int index = 0; index < values.length; index++) {
                statement.setString(index + 1, values[index]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        return names;
    }

    /** The statements by the name of what they create. */
    private static Map<String, String> definitions() {
        try (InputStream file = Schema.class.getResourceAsStream("/sql/schema.sql")) {
            Map<String, String> definitions = new LinkedHashMap<>();
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            for (String statement : END.splitAsStream(text).toList()) {
                CREATE.matcher(statement)
                        .results()
                        .map(MatchResult::group)
                        .findFirst()
                        .ifPresent(create -> definitions.put(create.substring(create.lastIndexOf(' ') + 1), statement));
            }
            return definitions;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
