package tickhouse.demo.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tickhouse.demo.oracle.Sent.Stream;

/** What has no number, so that only its content can be compared: some replies, tickers, and frames that are dead letters. */
final class Unnumbered {
    private static final List<String> ROWS = List.of(
            "SELECT session, 0, 0, 0, type, ifNull(toString(command_id), ''), ifNull(toString(code), ''), message"
                    + " FROM control_frames WHERE isNull(control_frames.seq)",
            "SELECT session, 0, 0, 0, market_ticker, toString(yes_bid), toString(yes_ask), toString(volume) FROM tickers");

    private final Sessions sessions;
    private final Sent sent;
    private final Accounts accounts;
    private final Findings findings;

    Unnumbered(Sessions sessions, Sent sent, Accounts accounts, Findings findings) {
        this.sessions = sessions;
        this.sent = sent;
        this.accounts = accounts;
        this.findings = findings;
    }

    void compare(Tables tables) {
        Counts stored = new Counts();
        for (String query : ROWS) {
            tables.each(query, row -> {
                findings.rows++;
                stored.add(row.get(0).asText(), NumberedRows.text(row));
            });
        }
        for (int connection : sent.firstSent().keySet()) {
            String session = sessions.name(connection).orElse("");
            Map<String, Integer> expected = sent.unnumbered(connection);
            expected.forEach((text, times) -> {
                int found = stored.of(session).getOrDefault(text, 0);
                findings.stored += Math.min(found, times);
                missing(session, text, times - found);
            });
            stored.of(session).forEach((text, times) -> {
                int more = times - expected.getOrDefault(text, 0);
                if (more > 0) {
                    findings.wrong.add(more + " time(s) never sent: " + session + ": " + RowText.shown(text));
                }
            });
        }
    }

    /** What cannot become rows is kept as it was received, and nothing else is but what came too late. */
    void compareDeadLetters(Collection<JsonNode> lines) {
        Counts kept = new Counts();
        for (JsonNode line : lines) {
            findings.deadLetters++;
            String session = line.path("session").asText();
            String frame = line.path("frame").asText();
            kept.add(session, frame);
            if (sessions.connection(session)
                    .filter(connection -> wasSent(connection, frame))
                    .isEmpty()) {
                findings.wrong.add("a dead letter that was never sent: " + session + ": " + RowText.shown(frame));
            }
        }
        for (int connection : sent.firstSent().keySet()) {
            String session = sessions.name(connection).orElse("");
            sent.undecodable(connection)
                    .forEach((frame, times) ->
                            missing(session, frame, times - kept.of(session).getOrDefault(frame, 0)));
        }
    }

    private boolean wasSent(int connection, String frame) {
        if (sent.undecodable(connection).containsKey(frame)) {
            return true;
        }
        Optional<String> rows = WireRows.of(frame);
        JsonNode json = RowText.json(frame);
        Stream stream = new Stream(connection, json.path("sid").asInt());
        return rows.isPresent()
                && rows.equals(sent.rows(stream, json.path("seq").asLong()));
    }

    /** Only the end of a connection may take something without a number. */
    private void missing(String session, String text, int times) {
        Optional<String> end = accounts.endOf(session);
        if (times > 0 && end.isPresent()) {
            findings.missing.merge(end.get(), (long) times, Long::sum);
        } else if (times > 0) {
            findings.lost.add(times + " time(s) neither stored nor kept: " + session + ": " + RowText.shown(text));
        }
    }

    /** How often each text is there, by session. */
    private static final class Counts {
        private final Map<String, Map<String, Integer>> bySession = new HashMap<>();

        void add(String session, String text) {
            bySession.computeIfAbsent(session, absent -> new HashMap<>()).merge(text, 1, Integer::sum);
        }

        Map<String, Integer> of(String session) {
            return bySession.getOrDefault(session, Map.of());
        }
    }
}
