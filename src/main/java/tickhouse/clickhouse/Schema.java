package tickhouse.clickhouse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates what is missing of {@code sql/schema.sql}, and alters nothing. */
public final class Schema {
    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);
    private static final Pattern END = Pattern.compile(";\\s*\\n");
    private static final Pattern CREATE = Pattern.compile("CREATE (?:TABLE|VIEW) IF NOT EXISTS (\\w+)");

    private final ClickHouseLogin login;
    private final InsertStatements statements;
    private final Map<String, String> definitions = definitions();
    /** The tables and views that are as they should be, with the types of their columns as they were found. */
    private final Map<String, Map<String, String>> settled = new ConcurrentHashMap<>();
    /** Why the others are not; one thread prepares. */
    private final Map<String, Exception> failures = new LinkedHashMap<>();

    public Schema(ClickHouseLogin login, InsertStatements statements) {
        this.login = login;
        this.statements = statements;
    }

    /** Whether something is not there yet, or lacks a column. */
    public boolean isUnsettled() {
        return !settled.keySet().containsAll(definitions.keySet());
    }

    /** Creates what is missing, and says which tables batches may be inserted into from now on. */
    public List<String> prepare() throws SQLException {
        createDatabase();
        failures.clear();
        List<String> ready = new ArrayList<>();
        try (Connection connection = login.dataSource().getConnection()) {
            Set<String> present =
                    SystemTables.tables(connection, login.address().database());
            for (String name : definitions.keySet()) {
                if (!settled.containsKey(name) && prepare(connection, name, present) && statements.has(name)) {
                    ready.add(name);
                }
            }
        }
        return ready;
    }

    /** Whether the one is as it should be now. What the server refuses of it says nothing of the others. */
    private boolean prepare(Connection connection, String name, Set<String> present) {
        try {
            if (!present.contains(name)) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(String.valueOf(definitions.get(name)));
                }
                LOG.info("Created {}.{}.", login.address().database(), name);
            }
            Map<String, String> columns = columnsOf(connection, name);
            List<String> missing = missing(name, columns.keySet());
            if (missing.isEmpty()) {
                settled.put(name, columns);
                return true;
            }
            failures.put(name, new OldSchemaException(missing));
        } catch (SQLException refused) {
            failures.put(name, refused);
        }
        return false;
    }

    /** Throws why a table or view is not as it should be: {@link OldSchemaException} if what they lack is columns. */
    public void requireSettled() throws Exception {
        List<String> missing = new ArrayList<>();
        for (Exception failure : failures.values()) {
            if (!(failure instanceof OldSchemaException old)) {
                throw failure;
            }
            missing.addAll(old.missingColumns());
        }
        if (!missing.isEmpty()) {
            throw new OldSchemaException(missing);
        }
    }

    /** Whether the columns of a table have other types than when it was found; not if nobody answers. */
    public boolean isChanged(String table) {
        Map<String, String> found = settled.get(table);
        if (found == null) {
            return false;
        }
        try (Connection connection = login.dataSource().getConnection()) {
            Map<String, String> now = columnsOf(connection, table);
            return statements.columns(table).stream()
                    .anyMatch(column -> !Objects.equals(found.get(column), now.get(column)));
        } catch (SQLException unknown) {
            return false;
        }
    }

    /** What the server has of it; creates nothing. */
    public SchemaState inspect() throws SQLException {
        String database = login.address().database();
        try (Connection connection = login.defaultDatabase().getConnection()) {
            boolean hasDatabase = SystemTables.hasDatabase(connection, database);
            Set<String> wanted = definitions.keySet();
            Set<String> present = SystemTables.tables(connection, database);
            List<String> missing =
                    wanted.stream().filter(table -> !present.contains(table)).toList();
            Set<String> here = new LinkedHashSet<>(wanted);
            missing.forEach(here::remove);
            List<String> views =
                    wanted.stream().filter(table -> !statements.has(table)).toList();
            List<String> missingColumns = new ArrayList<>();
            for (String table : here) {
                missingColumns.addAll(
                        missing(table, columnsOf(connection, table).keySet()));
            }
            return new SchemaState(database, hasDatabase, List.copyOf(here), missing, views, missingColumns);
        }
    }

    private void createDatabase() throws SQLException {
        String database = login.address().database();
        try (Connection connection = login.defaultDatabase().getConnection()) {
            if (!SystemTables.hasDatabase(connection, database)) {
                try (Statement statement = connection.createStatement()) {
                    // The address allows only letters, digits and underscores in the name.
                    statement.execute("CREATE DATABASE IF NOT EXISTS " + database);
                }
                LOG.info("Created the database {}.", database);
            }
        }
    }

    /** The columns that an insert would not find, as {@code table.column}. */
    private List<String> missing(String table, Set<String> present) {
        return statements.has(table)
                ? statements.columns(table).stream()
                        .filter(column -> !present.contains(column))
                        .map(column -> table + "." + column)
                        .toList()
                : List.of();
    }

    private Map<String, String> columnsOf(Connection connection, String table) throws SQLException {
        return SystemTables.columns(connection, login.address().database(), table);
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
