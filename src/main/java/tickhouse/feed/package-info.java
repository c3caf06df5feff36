/** What a feed knows of its connection: sequences, holes in them, and how they are healed. No Camel in here. */
@NullMarked
package tickhouse.feed;

import org.jspecify.annotations.NullMarked;
