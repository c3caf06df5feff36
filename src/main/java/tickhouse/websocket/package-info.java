/**
 * The feeds' side of {@code vertx-websocket}: one socket at a time, frames in order on one thread, reconnection with growing
 * delays. Endpoints without the option {@code feed} behave as in stock Camel.
 */
@NullMarked
package tickhouse.websocket;

import org.jspecify.annotations.NullMarked;
