package tickhouse.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What is known of one subscription of one connection. One thread fills it. */
final class SubscriptionAudit {
    /** A subscription of a connection. */
    record Place(String feed, String session, long sid) {}

    /** Numbers, both ends inclusive. */
    record Range(long first, long last) {
        @Override
        public String toString() {
            return first == last ? Long.toString(first) : first + "-" + last;
        }
    }

    final List<Range> holes = new ArrayList<>();
    String channels = "";
    long frames;
    long first;
    long last;
    long missing;
    OptionalLong endedFrom = OptionalLong.empty();
    /** Numbers that were received before they were declared missing: one of the two is wrong. */
    long overlapping;
    /** Numbers that were received too late or undecodable, and stored afterwards from the dead letters. */
    long replayed;

    long doubled;

    boolean isSound() {
        return holes.isEmpty() && overlapping == 0 && doubled == 0;
    }
}
