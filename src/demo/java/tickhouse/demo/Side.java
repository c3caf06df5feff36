package tickhouse.demo;

/** A side of an order book; only bids rest on either. */
public enum Side {
    YES("yes"),
    NO("no");

    private final String wireName;

    Side(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }

    Side other() {
        return this == YES ? NO : YES;
    }
}
