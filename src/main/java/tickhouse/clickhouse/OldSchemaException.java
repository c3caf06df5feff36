package tickhouse.clickhouse;

import java.util.List;

/** The tables are older than this Tickhouse: they lack columns. Nothing is inserted into them until a person adds these. */
public final class OldSchemaException extends RuntimeException {
    private final List<String> missingColumns;

    OldSchemaException(List<String> missingColumns) {
        super(
                "the tables are older than this Tickhouse and lack " + String.join(", ", missingColumns)
                        + ". Add them with ALTER TABLE … ADD COLUMN, as in sql/schema.sql; batches wait in the spool until then");
        this.missingColumns = List.copyOf(missingColumns);
    }

    List<String> missingColumns() {
        return missingColumns;
    }
}
