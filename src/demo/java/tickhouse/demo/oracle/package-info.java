/** Compares what the exchange sent with what the tables have: the one judge of every run in which something goes wrong. */
@NullMarked
package tickhouse.demo.oracle;

import org.jspecify.annotations.NullMarked;
