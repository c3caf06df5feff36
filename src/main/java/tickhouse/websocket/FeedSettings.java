package tickhouse.websocket;

import java.time.Duration;

/**
 * How the feeds of a component treat their connections.
 *
 * @param handshakeTimeout from the first packet to the upgrade; also the limit for writing one frame
 * @param silenceTimeout without frame and ping; zero: no limit
 * @param stableAfter the age from which a connection that brought frames forgets the failures before it
 * @param queueSize frames that may wait for the route before the socket is paused
 * @param compression whether permessage-deflate is offered
 */
record FeedSettings(
        Duration handshakeTimeout, Duration silenceTimeout, Duration stableAfter, int queueSize, boolean compression) {}
