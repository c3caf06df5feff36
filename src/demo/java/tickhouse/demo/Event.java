package tickhouse.demo;

/** A question with one or more markets. */
record Event(String ticker, String series, String title) {}
