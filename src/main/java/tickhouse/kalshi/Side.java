package tickhouse.kalshi;

/** The side of a binary market on which a bid rests: only bids rest in a Kalshi book. */
public enum Side {
    YES,
    NO;

    /** The word on the wire and in the table. */
    public String word() {
        return this == YES ? "yes" : "no";
    }
}
