package tickhouse.demo.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tickhouse.demo.oracle.Sent.Stream;

/**
 * Which of the exchange's connections is which session. What was stored tells: deltas and trades have times of their own.
 * A connection of which nothing of that kind was stored is the session that was opened last before its first frame.
 */
final class Sessions {
    private static final String OPENED = "SELECT session, toUnixTimestamp64Micro(min(opened)) FROM ("
            + "SELECT session, opened_ts AS opened FROM feed_sessions"
            + " UNION ALL SELECT session, received_ts FROM orderbook_events"
            + " UNION ALL SELECT session, received_ts FROM control_frames"
            + " UNION ALL SELECT session, from_ts FROM feed_gaps) WHERE session != '' GROUP BY session ORDER BY session";

    private final Map<String, Integer> connections = new HashMap<>();
    private final Map<Integer, String> names = new HashMap<>();

    Sessions(Tables tables, Sent sent) {
        byContent(tables, sent);
        byTime(tables, sent);
    }

    private void byContent(Tables tables, Sent sent) {
        Map<String, Map<Integer, Integer>> agreements = new HashMap<>();
        Collection<Integer> candidates = sent.firstSent().keySet();
        for (String sample : NumberedRows.SAMPLES) {
            tables.each(sample, row -> {
                for (int connection : candidates) {
                    if (agrees(sent, connection, row)) {
                        agreements
                                .computeIfAbsent(row.get(0).asText(), absent -> new HashMap<>())
                                .merge(connection, 1, Integer::sum);
                    }
                }
            });
        }
        agreements.forEach((session, counts) -> counts.entrySet().stream()
                .max(Comparator.comparing(Map.Entry::getValue))
                .ifPresent(best -> pair(session, best.getKey())));
    }

    private static boolean agrees(Sent sent, int connection, JsonNode row) {
        return sent.rows(new Stream(connection, row.get(1).asInt()), row.get(2).asLong())
                .filter(NumberedRows.text(row)::equals)
                .isPresent();
    }

    private void byTime(Tables tables, Sent sent) {
        TreeMap<Long, String> opened = new TreeMap<>();
        tables.each(OPENED, row -> {
            if (!connections.containsKey(row.get(0).asText())) {
                opened.put(row.get(1).asLong(), row.get(0).asText());
            }
        });
        for (Map.Entry<Integer, Instant> first : sent.firstSent().entrySet()) {
            Map.Entry<Long, String> before =
                    opened.floorEntry(ChronoUnit.MICROS.between(Instant.EPOCH, first.getValue()));
            if (!names.containsKey(first.getKey()) && before != null) {
                pair(before.getValue(), first.getKey());
                opened.remove(before.getKey());
            }
        }
    }

    private void pair(String session, int connection) {
        if (names.containsKey(connection)) {
            throw new IllegalStateException("Sessions " + session + " and " + names.get(connection)
                    + " have both what was sent on connection " + connection);
        }
        connections.put(session, connection);
        names.put(connection, session);
    }

    Optional<Integer> connection(String session) {
        return Optional.ofNullable(connections.get(session));
    }

    /** Nothing for a connection that the recorder knows nothing of. */
    Optional<String> name(int connection) {
        return Optional.ofNullable(names.get(connection));
    }
}
