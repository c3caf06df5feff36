package tickhouse.clickhouse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import tickhouse.batch.BatchFile;
import tickhouse.batch.BatchId;

/** The insert of each table, in {@code sql/insert-<table>.sql}, with a batch's deduplication token in it. */
public final class InsertStatements {
    private static final Pattern TABLE = Pattern.compile("[a-z_]{1,64}");

    private static final Pattern PARAMETER = Pattern.compile(":\\?([a-z_]+)");

    private final Map<String, Set<String>> columns = new ConcurrentHashMap<>();
    private final Map<String, String> statements = new ConcurrentHashMap<>();

    /**
     * The statement for one batch. ClickHouse takes the token only as a literal, so the name is checked before it is put
     * there.
     */
    public String forBatch(BatchFile file) {
        String batchId = file.batchId();
        if (!BatchId.isSafe(batchId)) {
            throw new BatchFileException("'" + batchId + "' cannot be a deduplication token: rename the file, with"
                    + " letters, digits, '.', '_' and '-' only");
        }
        return statement(file.table()).replace("{token}", batchId);
    }

    /** Whether rows are inserted into it: a view has no statement. */
    boolean has(String table) {
        return TABLE.matcher(table).matches() && InsertStatements.class.getResource(resource(table)) != null;
    }

    static String unknownTable(String table) {
        return "no table '" + table + "' is known: a batch lies in a folder named after its table";
    }

    private static String resource(String table) {
        return "/sql/insert-" + table + ".sql";
    }

    /** The columns that the insert names. */
    Set<String> columns(String table) {
        return columns.computeIfAbsent(table, name -> {
            Set<String> found = new LinkedHashSet<>();
            PARAMETER.matcher(statement(name)).results().forEach(match -> found.add(match.group(1)));
            return found;
        });
    }

    private String statement(String table) {
        return statements.computeIfAbsent(table, InsertStatements::load);
    }

    private static String load(String table) {
        try (InputStream statement =
                TABLE.matcher(table).matches() ? InsertStatements.class.getResourceAsStream(resource(table)) : null) {
            if (statement == null) {
                throw new BatchFileException(unknownTable(table));
            }
            return new String(statement.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
