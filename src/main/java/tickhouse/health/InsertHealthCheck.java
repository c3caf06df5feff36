package tickhouse.health;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Not ready while the newest attempt to insert failed, or while the schema is not there. */
public final class InsertHealthCheck extends AbstractHealthCheck {
    private final RecorderMeters meters;

    public InsertHealthCheck(RecorderMeters meters) {
        super("tickhouse", "clickhouse");
        this.meters = meters;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
        boolean failing = meters.lastFailure()
                .filter(failure -> meters.lastInsert()
                        .filter(insert -> !insert.at().isBefore(failure.at()))
                        .isEmpty())
                .isPresent();
        meters.lastFailure().ifPresent(failure -> {
            result.detail("last.failure", failure.cause());
            result.detail("last.failure.at", failure.at().toString());
        });
        meters.lastInsert()
                .ifPresent(insert -> result.detail("last.insert.at", insert.at().toString()));
        if (failing) {
            result.message("ClickHouse does not take the newest batch").down();
        } else {
            result.up();
        }
    }
}
