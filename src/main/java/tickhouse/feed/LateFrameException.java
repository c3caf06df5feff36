package tickhouse.feed;

import tickhouse.kalshi.UndecodableFrameException;

/** A frame that arrives after its number was declared missing: it is kept as a dead letter, so that the gap stays true. */
final class LateFrameException extends UndecodableFrameException {
    LateFrameException(long sid, long seq) {
        super("late: number " + seq + " of subscription " + sid + " was already declared missing");
    }
}
