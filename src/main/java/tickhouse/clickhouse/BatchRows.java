package tickhouse.clickhouse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tickhouse.batch.BatchFile;

/** Reads the lines of a batch file as the rows of its insert. */
public final class BatchRows {
    private static final TypeReference<Map<String, Object>> ROW = new TypeReference<>() {};
    private static final String BATCH_ID = "batch_id";

    private final InsertStatements statements;
    private final ObjectMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    public BatchRows(InsertStatements statements) {
        this.statements = statements;
    }

    /**
     * The rows, each with all columns of the insert: one that a line lacks is NULL, which the server turns into the
     * column's default.
     */
    public List<Map<String, Object>> read(BatchFile file) throws IOException {
        Set<String> columns = statements.columns(file.table());
        List<String> lines = file.lines();
        List<Map<String, Object>> rows = new ArrayList<>(lines.size());
        for (String line : lines) {
            rows.add(row(columns, file.batchId(), line));
        }
        return rows;
    }

    private Map<String, Object> row(Set<String> columns, String batchId, String line) {
        Map<String, Object> row = new LinkedHashMap<>();
        columns.forEach(column -> row.put(column, null));
        parse(line).forEach((name, value) -> {
            if (!columns.contains(name)) {
                throw new BadLineException("'" + name + "' is not a column", line);
            }
            row.put(name, value);
        });
        row.put(BATCH_ID, batchId);
        return row;
    }

    private Map<String, Object> parse(String line) {
        try {
            Map<String, Object> row = json.readValue(line, ROW);
            if (row == null) {
                throw new BadLineException("it is not a JSON object", line);
            }
            return row;
        } catch (JsonProcessingException notJson) {
            throw new BadLineException("it is not a JSON object", line);
        }
    }
}
