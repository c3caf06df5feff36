/** Tickhouse records Kalshi order books into ClickHouse. */
@NullMarked
package tickhouse;

import org.jspecify.annotations.NullMarked;
