/** What Kalshi's interface means: keys, signatures, refusals. No Camel in here. */
@NullMarked
package tickhouse.kalshi;

import org.jspecify.annotations.NullMarked;
