/** How rows become batches, batches become files, and what happens to a file that cannot be inserted. */
@NullMarked
package tickhouse.batch;

import org.jspecify.annotations.NullMarked;
