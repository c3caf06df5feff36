package tickhouse.health;

import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Not ready while the newest attempt to insert into some table failed, or while not every table is there. */
public final class InsertHealthCheck extends AbstractHealthCheck {
    private final RecorderMeters meters;
    private final BooleanSupplier tablesMissing;

    public InsertHealthCheck(RecorderMeters meters, BooleanSupplier tablesMissing) {
        super("tickhouse", "clickhouse");
        this.meters = meters;
        this.tablesMissing = tablesMissing;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
        Map<String, RecorderMeters.Failure> refused = meters.refused();
        refused.forEach((table, failure) -> result.detail("refused." + table, failure.cause()));
        meters.lastFailure().ifPresent(failure -> {
            result.detail("last.failure", failure.cause());
            result.detail("last.failure.at", failure.at().toString());
        });
        meters.lastInsert()
                .ifPresent(insert -> result.detail("last.insert.at", insert.at().toString()));
        if (!refused.isEmpty()) {
            result.message("ClickHouse does not take the newest batch of " + String.join(", ", refused.keySet()))
                    .down();
        } else if (tablesMissing.getAsBoolean()) {
            result.message("Not every table is there yet").down();
        } else {
            result.up();
        }
    }
}
