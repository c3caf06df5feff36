/** Kalshi's REST interface: which markets are open, and what was traded. No Camel in here. */
@NullMarked
package tickhouse.kalshi.rest;

import org.jspecify.annotations.NullMarked;
