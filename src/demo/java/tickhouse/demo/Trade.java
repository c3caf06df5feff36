package tickhouse.demo;

import java.math.BigDecimal;
import java.time.Instant;

/** A match between a resting bid and a taker. */
record Trade(long number, String id, String ticker, BigDecimal yesPrice, BigDecimal count, Side taker, Instant at) {}
