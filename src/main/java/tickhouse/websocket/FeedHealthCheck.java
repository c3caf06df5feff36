package tickhouse.websocket;

import java.util.Map;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;

/** Readiness of one feed: up while connected. Never liveness: a restart of the process heals no exchange. */
final class FeedHealthCheck implements HealthCheck {
    private final FeedStatus status;
    private volatile boolean enabled = true;

    FeedHealthCheck(FeedStatus status) {
        this.status = status;
    }

    @Override
    public String getGroup() {
        return "tickhouse";
    }

    @Override
    public String getId() {
        return "feed:" + status.view().name();
    }

    @Override
    public boolean isEnabled() {
        return enabled;
    }

    @Override
    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    @Override
    public Result call(Map<String, Object> options) {
        FeedConnection feed = status.view();
        boolean up = feed.state() == FeedConnection.State.OPEN;
        HealthCheckResultBuilder result = HealthCheckResultBuilder.on(this)
                .state(up ? State.UP : State.DOWN)
                .detail("feed", feed.name())
                .detail("state", feed.state().toString())
                .detail("session", feed.session())
                .detail("attempts", feed.attempts())
                .detail("lastFailure", feed.lastFailure());
        if (!up) {
            String reason = feed.lastFailure().isEmpty() ? "it has not been connected yet." : feed.lastFailure();
            result.message("Feed " + feed.name() + " is not connected: " + reason);
        }
        return result.build();
    }
}
