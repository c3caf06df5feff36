package tickhouse.websocket;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.apache.camel.processor.errorhandler.RedeliveryPolicy;

/**
 * The delays between attempts, by a Camel redelivery policy. Only its timing counts: attempts never end, whatever
 * {@code maximumRedeliveries} says. Camel cuts a jittered delay at the cap, so that all delays at the cap are equal; here
 * the collision avoidance factor shortens the plain delay instead, which keeps the jitter at the cap, and the cap. Used by
 * one thread.
 */
final class ReconnectDelays {
    private final RedeliveryPolicy policy;
    private final double jitter;
    private final DoubleSupplier random;
    private long base;
    private int attempts;

    /** The random numbers lie between 0 and 1. */
    ReconnectDelays(RedeliveryPolicy policy, DoubleSupplier random) {
        this.policy = policy.copy();
        this.policy.setUseCollisionAvoidance(false);
        this.jitter = policy.isUseCollisionAvoidance() ? policy.getCollisionAvoidanceFactor() : 0;
        this.random = random;
    }

    Duration next() {
        attempts++;
        base = policy.calculateRedeliveryDelay(base, attempts);
        return Duration.ofMillis(Math.round(base * (1 - jitter * random.getAsDouble())));
    }

    void reset() {
        base = 0;
        attempts = 0;
    }

    /** 1 s, doubling to 60 s, each up to a fifth shorter. */
    static RedeliveryPolicy defaultPolicy() {
        RedeliveryPolicy policy = new RedeliveryPolicy();
        policy.setRedeliveryDelay(1_000);
        policy.setUseExponentialBackOff(true);
        policy.setBackOffMultiplier(2);
        policy.setMaximumRedeliveryDelay(60_000);
        policy.setUseCollisionAvoidance(true);
        policy.setCollisionAvoidanceFactor(0.2);
        return policy;
    }
}
