package tickhouse.clickhouse;

import java.util.List;

/**
 * What a server has of the schema, as far as the user can see it.
 *
 * @param missingColumns of the tables that are there, as {@code table.column}
 */
public record SchemaState(
        String database,
        boolean hasDatabase,
        List<String> tables,
        List<String> missingTables,
        List<String> missingColumns) {}
