package tickhouse.kalshi;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tickhouse.batch.FrameRows;
import tickhouse.batch.Row;

/** Turns the JSON of a frame into the rows it is stored as. */
public final class FrameDecoder {
    private static final Logger LOG = LoggerFactory.getLogger(FrameDecoder.class);

    private final FrameParser parser = new FrameParser();

    /** Throws {@link UndecodableFrameException} with the reason if the frame cannot become rows. */
    public FrameRows decode(JsonNode json, String feed, String session, Instant receivedAt, boolean useYesPrice) {
        KalshiFrame frame = parser.parse(json);
        return new FrameRows(rows(frame, new Reception(feed, session, receivedAt, useYesPrice)));
    }

    private static List<? extends Row> rows(KalshiFrame frame, Reception reception) {
        if (frame instanceof OrderBookDelta delta) {
            return List.of(OrderBookEvent.of(delta, reception));
        }
        if (frame instanceof OrderBookSnapshot snapshot) {
            return OrderBookEvent.of(snapshot, reception);
        }
        if (frame instanceof Trade trade) {
            return List.of(TradeEvent.of(trade, reception));
        }
        if (frame instanceof Ticker ticker) {
            return List.of(TickerEvent.of(ticker, reception));
        }
        if (frame instanceof Lifecycle lifecycle) {
            return List.of(LifecycleEvent.of(lifecycle, reception));
        }
        ControlFrame control = (ControlFrame) frame;
        if (control.code().isPresent()) {
            LOG.warn(
                    "Feed {}: the exchange answered with error {} {}",
                    reception.feed(),
                    control.code().get(),
                    control.message());
        }
        return List.of(ControlEvent.of(control, reception));
    }
}
