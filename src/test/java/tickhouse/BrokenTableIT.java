package tickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tickhouse.clickhouse.Query;
import tickhouse.clickhouse.Schema;
import tickhouse.clickhouse.embedded.EmbeddedClickHouse;
import tickhouse.clickhouse.embedded.EmbeddedClickHouseOptions;
import tickhouse.clickhouse.embedded.TestEngine;
import tickhouse.health.Heartbeat;
import tickhouse.health.InsertHealthCheck;

/** A table that ClickHouse does not take keeps no other waiting, and needs nobody but the one who mends it. */
class BrokenTableIT {
    private static final String BROKEN = "orderbook_events";
    private static final String OTHER = "trades";

    private final Path directory;

    BrokenTableIT(@TempDir Path directory) {
        this.directory = directory;
    }

    private RouteRig rig(String jdbcUrl) {
        return RouteRig.in(directory)
                .routes("clickhouse/schema", "clickhouse/insert", "clickhouse/insert-rows", "dead-letter/replay")
                .routes("tables/orderbook_events", "tables/trades")
                .with("dead-letter.replay-interval-ms", "100")
                .with("clickhouse.url", jdbcUrl);
    }

    private static void awaitTables(RouteRig rig) {
        await().until(() -> !rig.bean("schema", Schema.class).isUnsettled());
    }

    /** All rows, once; a batch whose table is mended at that very moment may have been halved. */
    private static void awaitRows(String url, String table, int rows) {
        await().untilAsserted(
                        () -> assertThat(Query.value(url, "SELECT concat(count(), ' ', uniqExact(seq)) FROM " + table))
                                .isEqualTo(rows + " " + rows));
    }

    private static void spoolTrades(RouteRig rig, int batches) {
        for (int batch = 0; batch < batches; batch++) {
            rig.spool(OTHER, BatchLines.youngId(), BatchLines.trades(batch * 10 + 1, batch * 10 + 10));
        }
    }

    private static void spoolDeltas(RouteRig rig, int first, int batches) {
        List<String> lines = BatchLines.deltas((first + batches) * 10).toList();
        for (int batch = first; batch < first + batches; batch++) {
            rig.spool(
                    BROKEN,
                    BatchLines.youngId(),
                    lines.stream().skip(batch * 10L).limit(10));
        }
    }

    private static boolean isRefused(RouteRig rig) {
        return rig.bean("heartbeat", Heartbeat.class).line().contains(" refused=" + BROKEN + " ");
    }

    private static HealthCheck.Result health(RouteRig rig) {
        return rig.bean("insertHealthCheck", InsertHealthCheck.class).call();
    }

    private static void awaitNothingLeft(RouteRig rig) {
        await().untilAsserted(() -> {
            assertThat(RouteRig.filesIn(rig.spool())).isEmpty();
            assertThat(RouteRig.filesIn(rig.deadLetter())).isEmpty();
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    DROP COLUMN use_yes_price                 | ADD COLUMN use_yes_price Bool AFTER received_ts
                    MODIFY COLUMN price UInt8                 | MODIFY COLUMN price Decimal(18, 6)
                    MODIFY SETTING parts_to_throw_insert = 1  | MODIFY SETTING parts_to_throw_insert = 3000
                    """)
    void aTableThatIsBrokenDelaysNoOtherAndHasItsRowsOnceItIsMended(String breakage, String repair) throws Exception {
        String url = TestEngine.freshDatabase().jdbcUrl();
        try (RouteRig rig =
                rig(url).with("dead-letter.maximum-redeliveries", "3").start()) {
            awaitTables(rig);
            Query.execute(url, "ALTER TABLE " + BROKEN + " " + breakage);
            spoolDeltas(rig, 0, 6);
            await().until(() -> isRefused(rig));
            spoolTrades(rig, 5);

            awaitRows(url, OTHER, 50);
            await().until(() -> RouteRig.filesIn(rig.spool()).isEmpty()
                    || !RouteRig.filesIn(rig.deadLetter()).isEmpty());
            assertThat(isRefused(rig)).isTrue();
            assertThat(health(rig).getState()).isEqualTo(HealthCheck.State.DOWN);
            assertThat(health(rig).getMessage())
                    .hasValue("ClickHouse does not take the newest batch of orderbook_events");
            Query.execute(url, "ALTER TABLE " + BROKEN + " " + repair);

            awaitRows(url, BROKEN, 60);
            awaitNothingLeft(rig);
            assertThat(health(rig).getState()).isEqualTo(HealthCheck.State.UP);
            assertThat(rig.bean("heartbeat", Heartbeat.class).line()).contains(" refused=none ");
        }
    }

    @Test
    void aTableThatSleepsForAnHourBetweenTwoAttemptsDelaysNoOther() throws Exception {
        String url = TestEngine.freshDatabase().jdbcUrl();
        try (RouteRig rig = rig(url).with("clickhouse.parallel-inserts", "1")
                .with("dead-letter.redelivery-delay-ms", "3600000")
                .with("dead-letter.maximum-redelivery-delay-ms", "3600000")
                .start()) {
            awaitTables(rig);
            Query.execute(url, "ALTER TABLE " + BROKEN + " MODIFY SETTING parts_to_throw_insert = 1");
            spoolDeltas(rig, 0, 3);
            await().until(() -> isRefused(rig));

            spoolTrades(rig, 3);

            awaitRows(url, OTHER, 30);
            await().untilAsserted(
                            () -> assertThat(RouteRig.filesIn(rig.spool())).hasSize(2));
            assertThat(RouteRig.filesIn(rig.deadLetter())).isEmpty();
        }
    }

    @Test
    void aGrantThatIsMissingDelaysNoOtherTable() throws Exception {
        EmbeddedClickHouse limited = EmbeddedClickHouse.start(engine("SELECT, INSERT(feed) ON kalshi." + BROKEN));
        int port = limited.httpPort();
        String url = limited.jdbcUrl("kalshi");
        TestEngine.createTables(url);
        try (RouteRig rig = rig(url).with("clickhouse.user", "limited")
                .with("clickhouse.password", "secret")
                .with("dead-letter.maximum-redeliveries", "3")
                .start()) {
            spoolDeltas(rig, 0, 3);
            await().until(() -> isRefused(rig));
            spoolTrades(rig, 3);

            awaitRows(url, OTHER, 30);
            assertThat(isRefused(rig)).isTrue();
            limited.close();
            EmbeddedClickHouse granted = EmbeddedClickHouse.start(
                    engine("SELECT, INSERT ON kalshi." + BROKEN).withHttpPort(port));
            try (granted) {
                awaitRows(url, BROKEN, 30);
                awaitNothingLeft(rig);
            }
        }
    }

    private EmbeddedClickHouseOptions engine(String grant) throws IOException {
        Path users = Files.writeString(directory.resolve("users-with-grants.xml"), """
                <clickhouse><profiles><default/></profiles><quotas><default/></quotas><users>
                <default><no_password/><networks><ip>127.0.0.1</ip></networks><profile>default</profile>
                <quota>default</quota></default>
                <limited><password>secret</password><networks><ip>127.0.0.1</ip></networks><profile>default</profile>
                <quota>default</quota><grants><query>GRANT SELECT, INSERT ON kalshi.%s</query>
                <query>GRANT SELECT ON kalshi.*</query><query>GRANT %s</query></grants></limited>
                </users></clickhouse>
                """.formatted(OTHER, grant));
        return EmbeddedClickHouseOptions.in(directory.resolve("engine"))
                .withServerSettings(Map.of("users_config", users.toString()))
                .withoutSupervision();
    }

    @Test
    void whileOneTableIsTooOldAtTheStartTheOthersAreInsertedAlready() throws Exception {
        String url = TestEngine.freshDatabase().jdbcUrl();
        TestEngine.createTables(url);
        Query.execute(url, "ALTER TABLE " + BROKEN + " DROP COLUMN extra");
        try (RouteRig rig = rig(url).start()) {
            spoolDeltas(rig, 0, 2);
            spoolTrades(rig, 2);

            awaitRows(url, OTHER, 20);
            await().untilAsserted(
                            () -> assertThat(RouteRig.filesIn(rig.spool())).hasSize(2));
            assertThat(health(rig).getMessage()).hasValue("Not every table is there yet");
            Query.execute(url, "ALTER TABLE " + BROKEN + " ADD COLUMN extra String");

            awaitRows(url, BROKEN, 20);
            awaitNothingLeft(rig);
        }
    }
}
