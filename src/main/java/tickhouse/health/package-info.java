/** What an operator reads: meters, the heartbeat line and health checks. */
@NullMarked
package tickhouse.health;

import org.jspecify.annotations.NullMarked;
