package tickhouse.clickhouse;

import java.util.List;

/**
 * What a server has of the schema, as far as the user can see it.
 *
 * @param views those of the tables, here or missing, that only show what others hold
 * @param missingColumns of the tables that are there, as {@code table.column}
 */
public record SchemaState(
        String database,
        boolean hasDatabase,
        List<String> tables,
        List<String> missingTables,
        List<String> views,
        List<String> missingColumns) {}
