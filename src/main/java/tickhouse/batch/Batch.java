package tickhouse.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of one table and one partition, as the lines of the file they will be. Written by the aggregator under its lock,
 * read by the one thread that stores it.
 */
public final class Batch {
    private final String id;
    private final String table;
    private final StringBuilder lines = new StringBuilder();
    private final Map<Subscription, List<SequenceRange>> sequences = new LinkedHashMap<>();
    private final List<Row> unsequenced = new ArrayList<>();
    private final Instant begun;
    private int size;

    /** A subscription of one connection. */
    public record Subscription(String feed, String session, long sid) {}

    /** Consecutive numbers of a subscription, from and to, both inclusive, and how many rows they are. */
    public record SequenceRange(long first, long last, int rows) {}

    Batch(String table, Instant now) {
        this.table = table;
        this.begun = now;
        this.id = BatchId.next(now);
    }

    void add(FrameRows frame) {
        // All of a frame or nothing.
        StringBuilder added = new StringBuilder();
        for (Row row : frame.rows()) {
            added.append(line(row)).append('\n');
        }
        lines.append(added);
        size += frame.rows().size();
        for (Row row : frame.rows()) {
            row.position().ifPresentOrElse(this::extend, () -> unsequenced.add(row));
        }
    }

    private static String line(Row row) {
        try {
            return RowJson.MAPPER.writeValueAsString(row);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private void extend(Row.Position position) {
        List<SequenceRange> ranges = sequences.computeIfAbsent(
                new Subscription(position.feed(), position.session(), position.sid()), absent -> new ArrayList<>());
        SequenceRange last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
        if (last != null && (position.seq() == last.last() || position.seq() == last.last() + 1)) {
            ranges.set(ranges.size() - 1, new SequenceRange(last.first(), position.seq(), last.rows() + 1));
        } else {
            ranges.add(new SequenceRange(position.seq(), position.seq(), 1));
        }
    }

    public String id() {
        return id;
    }

    public String table() {
        return table;
    }

    /** When its first row came. */
    public Instant begun() {
        return begun;
    }

    /** How many rows. */
    public int size() {
        return size;
    }

    /** Where its file lies below the spool. */
    public String fileName() {
        return table + "/" + id + ".ndjson";
    }

    /** The file's content: a JSON object a line, whose keys are the table's columns. */
    public byte[] ndjson() {
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** What would be lost with it, by subscription: each run of consecutive numbers is one range. */
    public Map<Subscription, List<SequenceRange>> sequences() {
        return Map.copyOf(sequences);
    }

    /** Its rows that no subscription numbers. */
    public List<Row> unsequenced() {
        return List.copyOf(unsequenced);
    }
}
