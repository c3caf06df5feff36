package tickhouse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import tickhouse.demo.SentFrame;

/** What is in ClickHouse, and what should be there by the exchange's ledger, in one form. */
final class RecordedRows {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String url;

    RecordedRows(String url) {
        this.url = url;
    }

    /** A sequenced frame: the connection counts from 1. */
    record Place(int connection, long sid, long seq) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int byConnection = Integer.compare(connection, other.connection);
            int bySid = byConnection != 0 ? byConnection : Long.compare(sid, other.sid);
            return bySid != 0 ? bySid : Long.compare(seq, other.seq);
        }
    }

    /** The stored rows of each sequenced frame, in their order; a row that is there twice shows twice. */
    SortedMap<Place, List<String>> stored() throws SQLException {
        SortedMap<Place, List<String>> rows = new TreeMap<>();
        Map<String, Integer> connections = connections();
        query(
                "SELECT session, sid, seq, concat(event_type, ' ', market_ticker, ' ', side),"
                        + " price, quantity FROM orderbook_events ORDER BY session, sid, seq, level",
                row -> rows.computeIfAbsent(place(connections, row), absent -> new ArrayList<>())
                        .add(row.getString(4) + " " + plain(row.getString(5)) + " " + plain(row.getString(6))));
        query(
                "SELECT session, assumeNotNull(sid), assumeNotNull(seq), type FROM control_frames"
                        + " WHERE seq IS NOT NULL",
                row -> rows.computeIfAbsent(place(connections, row), absent -> new ArrayList<>())
                        .add(row.getString(4)));
        return rows;
    }

    /** How many order book frames of a connection are stored: cheaper than to look at them. */
    long frames(int connection) throws SQLException {
        Map<String, Integer> connections = connections();
        long[] frames = new long[1];
        query("SELECT session, uniqExact(sid, seq) FROM orderbook_events GROUP BY session", row -> {
            if (connections.getOrDefault(row.getString(1), 0) == connection) {
                frames[0] = row.getLong(2);
            }
        });
        return frames[0];
    }

    /** Every number that a gap names. */
    SortedSet<Place> declaredMissing() throws SQLException {
        SortedSet<Place> missing = new TreeSet<>();
        Map<String, Integer> connections = connections();
        query(
                "SELECT session, assumeNotNull(sid), assumeNotNull(first_missing_seq),"
                        + " assumeNotNull(last_missing_seq) FROM feed_gaps FINAL WHERE first_missing_seq IS NOT NULL"
                        + " AND last_missing_seq IS NOT NULL",
                row -> {
                    for (long seq = row.getLong(3); seq <= row.getLong(4); seq++) {
                        missing.add(new Place(connections.getOrDefault(row.getString(1), 0), row.getLong(2), seq));
                    }
                });
        return missing;
    }

    private Map<String, Integer> connections() throws SQLException {
        Map<String, Integer> connections = new LinkedHashMap<>();
        query(
                "SELECT session FROM control_frames GROUP BY session ORDER BY min(received_ts)",
                row -> connections.put(row.getString(1), connections.size() + 1));
        return connections;
    }

    private static Place place(Map<String, Integer> connections, ResultSet row) throws SQLException {
        return new Place(connections.getOrDefault(row.getString(1), 0), row.getLong(2), row.getLong(3));
    }

    /** The rows that the frames should be. */
    static SortedMap<Place, List<String>> expected(Collection<SentFrame> ledger) {
        SortedMap<Place, List<String>> rows = new TreeMap<>();
        for (SentFrame frame : ledger) {
            JsonNode json = readable(frame.text());
            if (json.has("seq")) {
                rows.put(
                        new Place(
                                frame.connection(),
                                json.get("sid").asLong(),
                                json.get("seq").asLong()),
                        rows(json));
            }
        }
        return rows;
    }

    private static List<String> rows(JsonNode frame) {
        JsonNode message = frame.path("msg");
        String ticker = message.path("market_ticker").asText();
        return switch (frame.get("type").asText()) {
            case "orderbook_snapshot" -> snapshot(ticker, message);
            case "orderbook_delta" ->
                List.of("delta " + ticker + " " + message.get("side").asText() + " "
                        + plain(message.get("price_dollars").asText()) + " "
                        + plain(message.get("delta_fp").asText()));
            default -> List.of(frame.get("type").asText());
        };
    }

    private static List<String> snapshot(String ticker, JsonNode message) {
        List<String> rows = new ArrayList<>();
        for (String side : List.of("yes", "no")) {
            JsonNode levels = message.path(side + "_dollars_fp");
            levels.forEach(level -> rows.add("snapshot " + ticker + " " + side + " "
                    + plain(level.get(0).asText()) + " " + plain(level.get(1).asText())));
            if (levels.isEmpty()) {
                rows.add("snapshot " + ticker + " " + side + " 0 0");
            }
        }
        return rows;
    }

    /** The book of a market as SQL rebuilds it from the newest connection: side and price to quantity. */
    Map<String, String> book(String ticker) throws SQLException {
        Map<String, String> levels = new TreeMap<>();
        query(
                """
                WITH (SELECT max(session) FROM orderbook_events) AS newest,
                     (SELECT max(seq) FROM orderbook_events
                      WHERE session = newest AND market_ticker = '%1$s' AND event_type = 'snapshot') AS start
                SELECT side, price, sum(quantity) AS size FROM orderbook_events
                WHERE session = newest AND market_ticker = '%1$s' AND seq >= start
                GROUP BY side, price HAVING size != 0
                """.formatted(ticker),
                row -> levels.put(row.getString(1) + " " + plain(row.getString(2)), plain(row.getString(3))));
        return levels;
    }

    /** Each row of an answer as one text: its columns with a blank between. */
    List<String> texts(String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        query(query, row -> {
            List<String> columns = new ArrayList<>();
            for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                columns.add(String.valueOf(row.getString(column)));
            }
            texts.add(String.join(" ", columns));
        });
        return texts;
    }

    long count(String query) throws SQLException {
        long[] count = new long[1];
        query(query, row -> count[0] = row.getLong(1));
        return count[0];
    }

    static String plain(String decimal) {
        BigDecimal value = new BigDecimal(decimal);
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    /** Nothing for a frame that was distorted on purpose: it is not JSON, or has the retired fields. */
    private static JsonNode readable(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            JsonNode message = json.path("msg");
            boolean retired = message.has("price") || message.has("yes") || message.has("no");
            return retired ? JSON.createObjectNode() : json;
        } catch (JsonProcessingException distorted) {
            return JSON.createObjectNode();
        }
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException notJson) {
            throw new IllegalArgumentException(notJson);
        }
    }

    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    private void query(String query, RowReader reader) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                reader.read(rows);
            }
        }
    }
}
