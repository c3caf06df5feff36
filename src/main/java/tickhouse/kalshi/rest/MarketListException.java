package tickhouse.kalshi.rest;

/** A text that is no list of markets; the message says which word is wrong. */
public final class MarketListException extends IllegalArgumentException {
    MarketListException(String message) {
        super(message);
    }
}
