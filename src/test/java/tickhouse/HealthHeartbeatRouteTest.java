package tickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tickhouse.health.Heartbeat;

class HealthHeartbeatRouteTest {
    @Test
    void oneLineSaysHowTheRecordingGoes(@TempDir Path directory) throws Exception {
        try (RouteRig rig = RouteRig.in(directory)
                .routes("health/heartbeat")
                .with("heartbeat.interval-ms", "100")
                .start()) {
            rig.spool("orderbook_events", "waiting", BatchLines.deltas(1));

            assertThat(rig.bean("heartbeat", Heartbeat.class).line())
                    .startsWith("frames=0 (+0) rows=0 (+0) last_event=- last_insert=- ingest_lag=- spool_files=1 ")
                    .endsWith(" dead_letters=0 refused=none undecodable=0 reconnects=0 feeds=none");
        }
    }
}
