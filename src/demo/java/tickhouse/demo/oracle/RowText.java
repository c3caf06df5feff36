package tickhouse.demo.oracle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;

/** The form in which a row of a table and what should be a row are compared. */
final class RowText {
    /** No frame and no column has it. */
    private static final String BETWEEN_COLUMNS = "\u001f";

    private static final String BETWEEN_ROWS = "\u001e";

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private RowText() {}

    static String row(String... columns) {
        return String.join(BETWEEN_COLUMNS, columns);
    }

    static String rows(Iterable<String> rows) {
        return String.join(BETWEEN_ROWS, rows);
    }

    /** As ClickHouse prints it: without zeros at the end. */
    static String decimal(String text) {
        BigDecimal value = new BigDecimal(text);
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    /** A missing node if it is none. */
    static JsonNode json(String text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            return node == null ? MissingNode.getInstance() : node;
        } catch (JsonProcessingException notJson) {
            return MissingNode.getInstance();
        }
    }

    /** JSON in one form, whatever blanks it has. */
    static String normalized(String json) {
        return json.isEmpty() ? "" : json(json).toString();
    }

    static String shown(String rows) {
        String readable = rows.replace(BETWEEN_COLUMNS, " ").replace(BETWEEN_ROWS, " | ");
        return readable.length() > 300 ? readable.substring(0, 300) + "…" : readable;
    }
}
