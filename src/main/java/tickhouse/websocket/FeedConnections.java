package tickhouse.websocket;

import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;

/** The feeds of this process and how they are. Any thread may read it. */
public final class FeedConnections {
    private final ConcurrentSkipListMap<String, FeedStatus> feeds = new ConcurrentSkipListMap<>();

    /** Every feed that ever started, by name. */
    public List<FeedConnection> all() {
        return feeds.values().stream().map(FeedStatus::view).toList();
    }

    /** Ends the live connection of a feed, if there is one; the feed connects again by itself. */
    public void reconnect(String name, String reason) {
        FeedStatus feed = feeds.get(name);
        if (feed != null) {
            feed.socket().ifPresent(socket -> socket.end(reason));
        }
    }

    FeedStatus feed(String name) {
        return feeds.computeIfAbsent(name, FeedStatus::new);
    }
}
