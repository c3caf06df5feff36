/** Proves from the tables alone that every number of every subscription is stored or declared missing. */
@NullMarked
package tickhouse.audit;

import org.jspecify.annotations.NullMarked;
