package tickhouse.kalshi;

import java.util.List;
import java.util.Optional;

/** A frame from Kalshi, as sent, with every value parsed. */
public sealed interface KalshiFrame permits OrderBookSnapshot, OrderBookDelta, Trade, Ticker, Lifecycle, ControlFrame {
    /** The subscription the frame belongs to; control frames may have none. */
    Optional<Long> sid();

    /** Its position in the subscription, from 1 and without holes; empty for frames that are not sequenced. */
    Optional<Long> seq();

    /** The markets the frame names; none for control frames and whole events. */
    List<String> marketTickers();
}
