package tickhouse.kalshi;

import java.time.Instant;

/**
 * How a frame reached us.
 *
 * @param session the connection: a new name for each
 * @param receivedAt when the frame arrived, in microseconds
 * @param useYesPrice what the subscription asked for: whether NO levels are on the YES price scale
 */
public record Reception(String feed, String session, Instant receivedAt, boolean useYesPrice) {}
