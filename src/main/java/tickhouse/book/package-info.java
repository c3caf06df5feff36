/** Order books, rebuilt from their snapshots and deltas. */
@NullMarked
package tickhouse.book;

import org.jspecify.annotations.NullMarked;
