package tickhouse.batch;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/** A row of a table that only the tests have. */
record TestRow(String feed, long sid, long seq, String note, BigDecimal price, Instant ts, boolean sequenced)
        implements Row {
    static final Instant TIME = Instant.parse("2026-11-24T21:13:51.000001Z");

    static TestRow of(long sid, long seq) {
        return new TestRow("tea", sid, seq, "a \"note\"\nü", new BigDecimal("1E+2"), TIME, true);
    }

    static TestRow unsequenced() {
        return new TestRow("tea", 0, 0, "", BigDecimal.ONE, TIME, false);
    }

    @Override
    public String table() {
        return "test_rows";
    }

    @Override
    public Instant partitionTime() {
        return ts;
    }

    @Override
    public Optional<Position> position() {
        return sequenced ? Optional.of(new Position(feed, "s1", sid, seq)) : Optional.empty();
    }
}
