package tickhouse.faults;

/** Where a fault is, in the order of the table. */
public enum Group {
    CLICKHOUSE(1, "ClickHouse"),
    OURS(2, "Tickhouse"),
    EXCHANGE(3, "The exchange");

    private final int place;
    private final String heading;

    Group(int place, String heading) {
        this.place = place;
        this.heading = heading;
    }

    int place() {
        return place;
    }

    String heading() {
        return heading;
    }
}
