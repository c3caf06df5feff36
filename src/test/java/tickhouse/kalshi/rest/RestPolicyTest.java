package tickhouse.kalshi.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RestPolicyTest {
    private static final RestPolicy POLICY =
            new RestPolicy(Duration.ofSeconds(1), 100, Duration.ofSeconds(1), Duration.ofMinutes(1));

    @Test
    void delaysDoubleUpToTheLongest() {
        assertThat(POLICY.delayAfter(1, 0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(POLICY.delayAfter(2, 0)).isEqualTo(Duration.ofSeconds(2));
        assertThat(POLICY.delayAfter(6, 0)).isEqualTo(Duration.ofSeconds(32));
        assertThat(POLICY.delayAfter(7, 0)).isEqualTo(Duration.ofMinutes(1));
        assertThat(POLICY.delayAfter(99, 0)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void chanceCutsUpToAHalf() {
        assertThat(POLICY.delayAfter(1, 1)).isEqualTo(Duration.ofMillis(500));
        assertThat(POLICY.delayAfter(99, 0.5)).isEqualTo(Duration.ofSeconds(45));
    }
}
