package tickhouse.demo;

/** What can go wrong with the answer to one command. */
public enum ReplyFault {
    /** The next subscribe gets, beside its success, error 8 for a channel it did not name. */
    UNKNOWN_CHANNEL,
    /** The next subscribe of several channels sends the snapshots before the later acknowledgements. */
    SNAPSHOTS_BEFORE_SECOND_ACK,
    /** The next order-book snapshots of a subscribe or an addition follow a delta of the first market. */
    DELTA_BEFORE_SNAPSHOT,
    /** The next addition of markets gets error 26. */
    MARKET_LIMIT,
    /** The next addition of markets gets error 27. */
    TOO_MANY_REQUESTS,
    /** The next request for snapshots gets none. */
    NO_SNAPSHOTS,
    /** The next unsubscribe of an order-book channel is followed by one more delta with its sid. */
    LATE_DELTA,
    /** The next command is answered after the one that follows it. */
    OUT_OF_ORDER
}
