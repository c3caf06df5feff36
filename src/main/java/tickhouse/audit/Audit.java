package tickhouse.audit;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.sql.DataSource;
import tickhouse.audit.SubscriptionAudit.Place;
import tickhouse.audit.SubscriptionAudit.Range;

/** Asks the tables whether the record is whole. Changes nothing. */
public final class Audit {
    private final DataSource clickHouse;
    private final Period period;
    private final SortedMap<Place, SubscriptionAudit> subscriptions = new TreeMap<>(
            Comparator.comparing(Place::feed).thenComparing(Place::session).thenComparing(Place::sid));
    private final List<String> unended = new ArrayList<>();
    private long sessions;

    public Audit(DataSource clickHouse, Period period) {
        this.clickHouse = clickHouse;
        this.period = period;
    }

    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    /** Asks everything, once. */
    public Audit run() throws SQLException {
        ask(AuditQueries.SESSION_COUNT, row -> sessions = row.getLong(1));
        ask(AuditQueries.SUBSCRIPTIONS, row -> {
            SubscriptionAudit subscription = subscription(row);
            subscription.channels = row.getString("channels");
            subscription.frames = row.getLong("frames");
            subscription.first = row.getLong("first");
            subscription.last = row.getLong("last");
            subscription.doubled = row.getLong("doubled");
        });
        ask(AuditQueries.DECLARED, row -> {
            SubscriptionAudit subscription = subscription(row);
            subscription.missing = row.getLong("missing");
            if (row.getBoolean("has_ended")) {
                subscription.endedFrom = OptionalLong.of(row.getLong("ended_from"));
            }
        });
        ask(
                AuditQueries.HOLES,
                row -> subscription(row).holes.add(new Range(row.getLong("hole_first"), row.getLong("hole_last"))));
        ask(AuditQueries.OVERLAPS, row -> {
            SubscriptionAudit subscription = subscription(row);
            subscription.overlapping = row.getLong("overlapping");
            subscription.replayed = row.getLong("replayed");
        });
        ask(
                AuditQueries.UNENDED,
                row -> unended.add("feed " + row.getString("feed") + ": session " + row.getString("session")
                        + " never ended, and no gap says why"));
        return this;
    }

    private SubscriptionAudit subscription(ResultSet row) throws SQLException {
        Place place = new Place(row.getString("feed"), row.getString("session"), row.getLong("sid"));
        return subscriptions.computeIfAbsent(place, absent -> new SubscriptionAudit());
    }

    private void ask(String question, RowReader reader) throws SQLException {
        try (Connection connection = clickHouse.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(AuditQueries.of(question, period))) {
            while (rows.next()) {
                reader.read(rows);
            }
        }
    }

    /** Whether every number of every subscription is stored once or declared missing, and every session has an end. */
    public boolean isSound() {
        return unended.isEmpty() && subscriptions.values().stream().allMatch(SubscriptionAudit::isSound);
    }

    long sessions() {
        return sessions;
    }

    Map<Place, SubscriptionAudit> subscriptions() {
        return subscriptions;
    }

    List<String> unended() {
        return unended;
    }
}
