package tickhouse.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.apache.camel.processor.errorhandler.RedeliveryPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReconnectDelaysTest {
    @Test
    void theDelaysDoubleToTheCap() {
        assertThat(seconds(delays(() -> 0), 8)).containsExactly(1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0);
    }

    @Test
    void theJitterShortensByAFifthAtMostAlsoAtTheCap() {
        assertThat(seconds(delays(() -> 1), 8)).containsExactly(0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 48.0, 48.0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void atTheCapNoTwoDelaysAreAlike(long seed) {
        List<Double> all = seconds(delays(new Random(seed)::nextDouble), 20);

        assertThat(all.subList(6, 20)).doesNotHaveDuplicates().allMatch(delay -> delay >= 48 && delay <= 60);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 1})
    void aServerThatAcceptsAndClosesAtOnceSeesFewerThanFifteenAttemptsInFiveMinutes(double random) {
        ReconnectDelays delays = delays(() -> random);
        int attempts = 1;
        Duration clock = delays.next();
        while (clock.compareTo(Duration.ofMinutes(5)) <= 0) {
            attempts++;
            clock = clock.plus(delays.next());
        }

        assertThat(attempts).isLessThan(15);
    }

    @Test
    void aResetBeginsAnew() {
        ReconnectDelays delays = delays(() -> 0);
        seconds(delays, 5);
        delays.reset();

        assertThat(seconds(delays, 2)).containsExactly(1.0, 2.0);
    }

    @Test
    void withoutCollisionAvoidanceThereIsNoJitter() {
        RedeliveryPolicy policy = new RedeliveryPolicy();
        policy.setRedeliveryDelay(5_000);

        assertThat(seconds(new ReconnectDelays(policy, () -> 1), 3)).containsOnly(5.0);
        assertThat(policy.isUseCollisionAvoidance()).isFalse();
    }

    private static ReconnectDelays delays(DoubleSupplier random) {
        return new ReconnectDelays(ReconnectDelays.defaultPolicy(), random);
    }

    private static List<Double> seconds(ReconnectDelays delays, int count) {
        return Stream.generate(delays::next)
                .limit(count)
                .map(delay -> delay.toMillis() / 1_000.0)
                .toList();
    }
}
