package tickhouse.batch;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.Optional;

/** One row of a table. Its properties, in snake case, are the columns. */
public interface Row {
    /** The table's name. */
    @JsonIgnore
    String table();

    /** The time the table is partitioned by. */
    @JsonIgnore
    Instant partitionTime();

    /** Where in a subscription the row comes from; empty for a row that is not part of one. */
    @JsonIgnore
    Optional<Position> position();

    /** A frame's place: the connection, the subscription in it, and the number in that. */
    record Position(String feed, String session, long sid, long seq) {}
}
