package tickhouse.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Compares what the exchange sent with what the recorder has, says has not, or keeps as a dead letter. One thread uses it. */
final class Reckoning {
    private static final String STORED = "SELECT DISTINCT session, sid, seq FROM ("
            + "SELECT session, sid, seq FROM kalshi.orderbook_events"
            + " UNION ALL SELECT session, assumeNotNull(sid), assumeNotNull(seq) FROM kalshi.trades WHERE seq IS NOT NULL"
            + " UNION ALL SELECT session, sid, assumeNotNull(seq) FROM kalshi.market_lifecycle WHERE seq IS NOT NULL"
            + " UNION ALL SELECT session, assumeNotNull(sid), assumeNotNull(seq) FROM kalshi.control_frames"
            + " WHERE sid IS NOT NULL AND seq IS NOT NULL)";
    private static final String MISSING = "SELECT session, assumeNotNull(sid), assumeNotNull(first_missing_seq),"
            + " ifNull(last_missing_seq, 0) FROM kalshi.feed_gaps FINAL WHERE sid IS NOT NULL"
            + " AND first_missing_seq IS NOT NULL";
    private static final String SESSIONS =
            "SELECT session, toUnixTimestamp64Micro(opened_ts) FROM kalshi.feed_sessions FINAL ORDER BY opened_ts";

    private record Subscription(String session, long sid) {}

    private record Numbered(Subscription subscription, long seq) {}

    private final Set<Numbered> stored = new HashSet<>();
    private final Set<Numbered> missing = new HashSet<>();
    private final Set<Numbered> deadLetters = new HashSet<>();
    private final Map<Subscription, Long> endedFrom = new HashMap<>();
    private final Map<Subscription, Long> last = new HashMap<>();
    private final Map<String, Integer> unnumberedDeadLetters = new HashMap<>();
    private final TreeMap<Long, String> sessions = new TreeMap<>();
    private final Map<String, Long> figures = new TreeMap<>();
    private final List<String> lost = new ArrayList<>();

    Reckoning(RecorderProcess recorder) throws InterruptedException, IOException {
        for (List<String> row : recorder.rows(STORED)) {
            Numbered number = number(row);
            stored.add(number);
            last.merge(number.subscription(), number.seq(), Math::max);
        }
        for (List<String> row : recorder.rows(MISSING)) {
            Numbered first = number(row);
            long end = Long.parseLong(row.get(3));
            if (end == 0) {
                endedFrom.merge(first.subscription(), first.seq(), Math::min);
            }
            for (long seq = first.seq(); seq <= end; seq++) {
                missing.add(new Numbered(first.subscription(), seq));
                last.merge(first.subscription(), seq, Math::max);
            }
        }
        for (List<String> row : recorder.rows(SESSIONS)) {
            sessions.put(Long.parseLong(row.get(1)), row.get(0));
        }
        Path kept = recorder.data().resolve("dead-letter/frames");
        if (Files.isDirectory(kept)) {
            try (Stream<Path> files = Files.list(kept)) {
                for (Path file : files.toList()) {
                    Files.readAllLines(file).forEach(this::deadLetter);
                }
            }
        }
    }

    private static Numbered number(List<String> row) {
        return new Numbered(new Subscription(row.get(0), Long.parseLong(row.get(1))), Long.parseLong(row.get(2)));
    }

    private void deadLetter(String line) {
        JsonNode kept = Json.parse(line).orElseThrow();
        String session = kept.path("session").asText();
        JsonNode frame = Json.parse(kept.path("frame").asText())
                .<JsonNode>map(object -> object)
                .orElse(Json.object());
        if (frame.path("seq").asLong() > 0) {
            deadLetters.add(new Numbered(
                    new Subscription(session, frame.path("sid").asLong()),
                    frame.path("seq").asLong()));
        } else if (frame.has("type")) {
            unnumberedDeadLetters.merge(session, 1, Integer::sum);
        }
    }

    /** Sorts every frame into one figure. */
    Reckoning of(SentNumbers sent) {
        Map<Integer, String> names = new HashMap<>();
        sent.firstSent().forEach((connection, at) -> names.put(connection, sessionAt(at)));
        Map<String, Integer> unnumbered = new HashMap<>();
        Set<Numbered> all = new HashSet<>();
        for (SentNumbers.Frame frame : sent.frames()) {
            String session = names.getOrDefault(frame.connection(), "");
            if (frame.seq() == 0) {
                count("without a number: "
                        + (takeDeadLetter(unnumbered, session) ? "dead letter" : "end of connection"));
            } else {
                Numbered number = new Numbered(new Subscription(session, frame.sid()), frame.seq());
                all.add(number);
            }
        }
        all.forEach(number -> count(place(number)));
        figures.put("sent with a number", (long) all.size());
        stored.stream().filter(number -> !all.contains(number)).forEach(number -> lost.add("never sent: " + number));
        return this;
    }

    private boolean takeDeadLetter(Map<String, Integer> taken, String session) {
        return taken.merge(session, 1, Integer::sum) <= unnumberedDeadLetters.getOrDefault(session, 0);
    }

    /** The session that was opened last before a connection's first frame. */
    private String sessionAt(Instant at) {
        Map.Entry<Long, String> opened = sessions.floorEntry(ChronoUnit.MICROS.between(Instant.EPOCH, at));
        return opened == null ? "none" : opened.getValue();
    }

    private String place(Numbered number) {
        if (stored.contains(number)) {
            return "stored";
        } else if (missing.contains(number)) {
            return deadLetters.contains(number) ? "declared missing, and a dead letter" : "declared missing";
        } else if (deadLetters.contains(number)) {
            return "dead letter";
        } else if (endedFrom.getOrDefault(number.subscription(), Long.MAX_VALUE) <= number.seq()) {
            return "declared: process ended";
        } else if (number.seq() > last.getOrDefault(number.subscription(), 0L)) {
            return "end of connection";
        }
        lost.add("neither stored nor declared: " + number);
        return "LOST";
    }

    private void count(String figure) {
        figures.merge(figure, 1L, Long::sum);
    }

    Map<String, Long> figures() {
        return figures;
    }

    /** What cannot be explained. */
    List<String> lost() {
        return lost;
    }
}
