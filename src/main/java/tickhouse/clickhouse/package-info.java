/** What Tickhouse says to ClickHouse, and what a failed answer means. */
@NullMarked
package tickhouse.clickhouse;

import org.jspecify.annotations.NullMarked;
