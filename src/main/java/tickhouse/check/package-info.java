/** Tests what a start would need, from where the service runs: one line each, with the remedy. */
@NullMarked
package tickhouse.check;

import org.jspecify.annotations.NullMarked;
