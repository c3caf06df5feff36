package tickhouse.feed;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tickhouse.batch.FrameRows;
import tickhouse.kalshi.PastTrades;
import tickhouse.kalshi.UndecodableFrameException;
import tickhouse.kalshi.rest.KalshiRestException;
import tickhouse.kalshi.rest.TradeHistory;

/** Fetches the trades that a gap has taken: the only part of it that the exchange still has. One thread at a time uses it. */
public final class TradeBackfill {
    private final FeedSequences sequences;
    private final TradeHistory history;
    private final Clock clock;
    private final Duration delay;
    private final Duration margin;

    /**
     * Fetches what the feeds lack.
     *
     * @param delay from the end of a gap to the look-up: the exchange's lists lag
     * @param margin on both sides of a gap; a trade that is fetched needlessly does no harm
     */
    public TradeBackfill(FeedSequences sequences, TradeHistory history, Clock clock, Duration delay, Duration margin) {
        this.sequences = sequences;
        this.history = history;
        this.clock = clock;
        this.delay = delay;
        this.margin = margin;
    }

    /** The times whose trades are to be fetched now. */
    public List<TradeSpan> due() {
        return sequences.missingTrades(clock.instant(), delay);
    }

    /** The trades of every market, or a failure. */
    public List<FrameRows> fetch(TradeSpan span) {
        try {
            Instant now = clock.instant();
            Instant to = span.to() == null ? now : span.to();
            List<FrameRows> rows = new ArrayList<>();
            for (String market : span.markets()) {
                for (JsonNode trade : history.trades(market, span.from().minus(margin), to.plus(margin))) {
                    rows.add(PastTrades.row(trade, span.feed(), now));
                }
            }
            return rows;
        } catch (KalshiRestException | UndecodableFrameException failure) {
            sequences.tradesFailed(span, String.valueOf(failure.getMessage()), clock.instant());
            throw failure;
        }
    }

    /** The rows are on their way. */
    public void fetched(TradeSpan span) {
        sequences.tradesFetched(span, clock.instant());
    }
}
