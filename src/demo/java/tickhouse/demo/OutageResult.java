package tickhouse.demo;

import java.util.Locale;
import tickhouse.demo.oracle.Tables;

/** What is in the tables after an outage. */
record OutageResult(long stored, long rows, long unique, long gaps) {
    private static final String NUMBERS = "SELECT session, sid, seq FROM orderbook_events UNION DISTINCT SELECT"
            + " session, assumeNotNull(sid), assumeNotNull(seq) FROM trades WHERE seq IS NOT NULL UNION DISTINCT"
            + " SELECT session, assumeNotNull(sid), assumeNotNull(seq) FROM control_frames WHERE seq IS NOT NULL";
    private static final String SPARING = " SETTINGS max_bytes_before_external_group_by = 200000000, max_threads = 2";

    static OutageResult of(Tables tables) {
        return new OutageResult(
                frames(tables),
                tables.count("SELECT count() FROM orderbook_events"),
                tables.count("SELECT count() FROM (SELECT session, sid, seq, level FROM orderbook_events"
                        + " GROUP BY session, sid, seq, level)" + SPARING),
                tables.count("SELECT count() FROM feed_gaps"));
    }

    /** How many numbered frames are stored. */
    static long frames(Tables tables) {
        return tables.count("SELECT count() FROM (" + NUMBERS + ")" + SPARING);
    }

    /** Whether each of the frames that were sent is stored once. */
    boolean isWhole(long sent) {
        return sent == stored && rows == unique && gaps == 0;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "stored: %,d. Order book rows: %,d, of which unique: %,d. Declared gaps: %,d.",
                stored,
                rows,
                unique,
                gaps);
    }
}
