package tickhouse.demo.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The stored rows whose frames have numbers: session, sid, seq and level, then what is compared. */
final class NumberedRows {
    private static final String TIME = "ifNull(toString(toUnixTimestamp64Micro(exchange_ts)), '')";
    private static final String ORDER = " ORDER BY session, sid, seq, level";
    private static final String BOOKS =
            "SELECT session, sid, seq, level, toString(event_type), market_ticker, market_id,"
                    + " toString(side), toString(price), toString(quantity), " + TIME + ", extra FROM orderbook_events";
    private static final String TRADES = "SELECT session, assumeNotNull(sid) AS sid, assumeNotNull(seq) AS seq,"
            + " 0 AS level, trade_id, market_ticker, toString(yes_price), toString(no_price), toString(quantity),"
            + " ifNull(toString(taker_side), ''), ifNull(toString(taker_book_side), ''), " + TIME
            + " FROM trades WHERE session != '' AND isNotNull(trades.seq)";

    static final List<String> ALL = List.of(
            BOOKS + ORDER,
            TRADES + ORDER,
            "SELECT session, sid, assumeNotNull(seq) AS seq, 0 AS level, type, event_type, market_ticker,"
                    + " additional_metadata FROM market_lifecycle WHERE isNotNull(market_lifecycle.seq)" + ORDER,
            "SELECT session, assumeNotNull(sid) AS sid, assumeNotNull(seq) AS seq, 0 AS level, type,"
                    + " ifNull(toString(command_id), ''), ifNull(toString(code), ''), message FROM control_frames"
                    + " WHERE isNotNull(control_frames.seq)" + ORDER);

    /** Deltas and trades have a time of their own, so they tell connections apart. */
    static final List<String> SAMPLES = List.of(
            BOOKS + " WHERE event_type = 'delta'" + ORDER + " LIMIT 20 BY session",
            TRADES + ORDER + " LIMIT 20 BY session");

    private static final int PLACE = 4;

    private NumberedRows() {}

    /** What is compared, of a row. */
    static String text(JsonNode row) {
        List<String> columns = new ArrayList<>();
        for (int column = PLACE; column < row.size(); column++) {
            String text = row.get(column).asText();
            // The last one may be JSON.
            columns.add(column == row.size() - 1 ? RowText.normalized(text) : text);
        }
        return RowText.row(columns.toArray(String[]::new));
    }

    /** A frame of which there are rows. */
    record Place(String session, int sid, long seq) {}

    /** Who is told of each frame, with its rows as one text. */
    interface FrameReader {
        void frame(Place place, String rows);
    }

    /** Puts rows that follow one another together to frames; a row that is there again is none of the frame. */
    static final class Reader {
        private final FrameReader frames;
        private final Runnable doubled;
        private final List<String> rows = new ArrayList<>();
        private Place place = new Place("", 0, 0);
        private long level;

        Reader(FrameReader frames, Runnable doubled) {
            this.frames = frames;
            this.doubled = doubled;
        }

        void read(JsonNode row) {
            Place next = new Place(
                    row.get(0).asText(), row.get(1).asInt(), row.get(2).asLong());
            if (!next.equals(place)) {
                finish();
                place = next;
            } else if (level == row.get(3).asLong()) {
                doubled.run();
                return;
            }
            level = row.get(3).asLong();
            rows.add(text(row));
        }

        void finish() {
            if (!rows.isEmpty()) {
                frames.frame(place, RowText.rows(rows));
                rows.clear();
            }
        }
    }
}
