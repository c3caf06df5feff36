/** A simulated Kalshi exchange, for the demo and for tests. */
@NullMarked
package tickhouse.demo;

import org.jspecify.annotations.NullMarked;
