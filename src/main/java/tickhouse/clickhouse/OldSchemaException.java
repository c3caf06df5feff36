package tickhouse.clickhouse;

import java.util.List;

/** The tables are older than this Tickhouse: they lack columns. Nothing is inserted until a person adds them. */
public final class OldSchemaException extends RuntimeException {
    OldSchemaException(List<String> missingColumns) {
        super(
                "the tables are older than this Tickhouse and lack " + String.join(", ", missingColumns)
                        + ". Add them with ALTER TABLE … ADD COLUMN, as in sql/schema.sql; batches wait in the spool until then");
    }
}
