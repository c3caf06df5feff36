package tickhouse.health;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tickhouse.kalshi.UndecodableFrames;

class TickFailuresTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(TickFailures.class);
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final SetClock clock = new SetClock();
    private final TickFailures failures =
            new TickFailures(new RecorderMeters(new SimpleMeterRegistry(), new UndecodableFrames(clock), clock), clock);

    private static final class SetClock extends Clock {
        private Instant now = Instant.parse("2026-11-24T21:13:51Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @BeforeEach
    void listen() {
        said.start();
        logger.addAppender(said);
    }

    @AfterEach
    void listenNoMore() {
        logger.detachAppender(said);
    }

    private void refusedAt(int second, String queryId) {
        clock.now = Instant.parse("2026-11-24T21:13:51Z").plusSeconds(second);
        failures.report(
                "clickhouse-schema",
                new SQLException("Code: 516. Authentication failed  (queryId= " + queryId + ")", "HY000", 516));
    }

    @Test
    void oneReasonIsSaidOnceAMinuteThoughTheDriverNumbersItsAttempts() {
        refusedAt(0, "b4815cab-7919");
        refusedAt(5, "5972fcb6-74b3");
        refusedAt(59, "bd2b6e81-9987");
        assertThat(said.list).hasSize(1);

        refusedAt(60, "98170969-8e53");
        assertThat(said.list).hasSize(2);
        assertThat(said.list.get(1).getFormattedMessage()).contains("queryId= 98170969-8e53");
    }

    @Test
    void anotherReasonIsSaidAtOnce() {
        refusedAt(0, "b4815cab-7919");
        failures.report("clickhouse-schema", new SQLException("Code: 60. No such table", "42S02", 60));

        assertThat(said.list).hasSize(2);
    }
}
