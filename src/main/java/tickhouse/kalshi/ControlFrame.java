package tickhouse.kalshi;

import java.util.List;
import java.util.Optional;

/**
 * A reply or an error of the exchange. Those that belong to a subscription take a sequence number of it, so they are
 * recorded like market data.
 *
 * @param type {@code subscribed}, {@code ok}, {@code unsubscribed} or {@code error}
 * @param commandId the command it answers
 * @param code the error code; empty for replies
 * @param message the {@code msg} of the frame, as JSON
 */
public record ControlFrame(
        String type,
        Optional<Long> commandId,
        Optional<Long> sid,
        Optional<Long> seq,
        Optional<Integer> code,
        String message)
        implements KalshiFrame {
    @Override
    public List<String> marketTickers() {
        return List.of();
    }
}
