package tickhouse.demo;

/** A family of events. */
record Series(String ticker, String title) {}
