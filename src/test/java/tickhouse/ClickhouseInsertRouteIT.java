package tickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tickhouse.batch.DeadLetters;
import tickhouse.clickhouse.Query;
import tickhouse.clickhouse.Schema;
import tickhouse.clickhouse.embedded.EmbeddedClickHouse;
import tickhouse.clickhouse.embedded.EmbeddedClickHouseOptions;
import tickhouse.clickhouse.embedded.EngineUser;
import tickhouse.clickhouse.embedded.TestEngine;
import tickhouse.faults.HarmfulProxy;
import tickhouse.faults.HarmfulProxy.Harm;

class ClickhouseInsertRouteIT {
    private static final String TABLE = "orderbook_events";
    private static final String COUNT = "SELECT count() FROM " + TABLE;
    private static final String COUNT_AND_DISTINCT = "SELECT count(), uniqExact(seq) FROM " + TABLE;

    private final Path directory;

    ClickhouseInsertRouteIT(@TempDir Path directory) {
        this.directory = directory;
    }

    private RouteRig rig(String jdbcUrl) {
        return RouteRig.in(directory)
                .routes("clickhouse/schema", "clickhouse/insert", "clickhouse/insert-rows", "clickhouse/stray")
                .routes("tables/orderbook_events", "tables/control_frames")
                .with("dead-letter.maximum-redeliveries", "1000")
                .with("clickhouse.url", jdbcUrl);
    }

    private EmbeddedClickHouseOptions ownEngine() {
        return EmbeddedClickHouseOptions.in(directory.resolve("engine")).withoutSupervision();
    }

    private static void awaitEmptySpool(RouteRig rig) {
        await().untilAsserted(() -> assertThat(RouteRig.filesIn(rig.spool())).isEmpty());
    }

    private static List<String> deadLetters(RouteRig rig) {
        return RouteRig.filesIn(rig.deadLetter());
    }

    private static String causeOf(RouteRig rig, String table, String batchId) throws IOException {
        return Files.readString(rig.deadLetter().resolve(table).resolve(batchId + ".cause.json"));
    }

    private static double failedAttempts(RouteRig rig) {
        return rig
                .bean(MicrometerConstants.METRICS_REGISTRY_NAME, MeterRegistry.class)
                .find("tickhouse.insert.failures")
                .counters()
                .stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Test
    void theRowsOfAFileArriveExactly() throws Exception {
        TestEngine.Database database = TestEngine.freshDatabase();
        String id = BatchLines.youngId();
        try (RouteRig rig = rig(database.jdbcUrl()).start()) {
            rig.spool(TABLE, id, BatchLines.deltas(3));

            awaitEmptySpool(rig);
            assertThat(Query.rows(
                            database.jdbcUrl(),
                            "SELECT feed, session, sid, seq, level, event_type, market_ticker, market_id, side, price,"
                                    + " quantity, toString(ts), toString(exchange_ts), toString(received_ts), use_yes_price,"
                                    + " batch_id FROM orderbook_events WHERE seq = 2"))
                    .containsExactly("default|s1|1|2|0|delta|KXRIG-26-T69499.99|6b1f|no|0.471000|-12.340000"
                            + "|2026-11-24 21:13:51.123456|2026-11-24 21:13:51.123456|2026-11-24 21:13:51.200001|false|"
                            + id);
            assertThat(Query.value(database.jdbcUrl(), COUNT)).isEqualTo("3");
            assertThat(deadLetters(rig)).isEmpty();
        }
    }

    @Test
    void theSameFileTwiceIsStoredOnce() throws Exception {
        TestEngine.Database database = TestEngine.freshDatabase();
        String id = BatchLines.youngId();
        try (RouteRig rig = rig(database.jdbcUrl()).start()) {
            rig.spool(TABLE, id, BatchLines.deltas(5));
            awaitEmptySpool(rig);

            rig.spool(TABLE, id, BatchLines.deltas(5));
            awaitEmptySpool(rig);

            assertThat(Query.value(database.jdbcUrl(), COUNT)).isEqualTo("5");
        }
    }

    @Test
    void anEmptyFileGoes() throws Exception {
        TestEngine.Database database = TestEngine.freshDatabase();
        try (RouteRig rig = rig(database.jdbcUrl()).start()) {
            rig.spool(TABLE, BatchLines.youngId(), Stream.empty());

            awaitEmptySpool(rig);
            assertThat(Query.value(database.jdbcUrl(), COUNT)).isEqualTo("0");
            assertThat(deadLetters(rig)).isEmpty();
        }
    }

    @Test
    void aLongBacklogIsStoredOldestFirst() throws Exception {
        TestEngine.Database database = TestEngine.freshDatabase();
        try (RouteRig rig = rig(database.jdbcUrl())) {
            // More than one look at the spool, which is at 500 files.
            List<Integer> numbers =
                    new ArrayList<>(Stream.iterate(1, n -> n + 1).limit(520).toList());
            Collections.shuffle(numbers);
            String begun = BatchLines.youngId();
            numbers.forEach(
                    number -> rig.spool(TABLE, begun + "-%04d".formatted(number), Stream.of(BatchLines.delta(number))));
            rig.start();

            await().atMost(Patience.USUAL.multipliedBy(5))
                    .until(() -> RouteRig.filesIn(rig.spool()).isEmpty());
            assertThat(Query.rows(database.jdbcUrl(), "SELECT seq FROM " + TABLE + " ORDER BY ingest_ts"))
                    .isEqualTo(numbers.stream().sorted().map(String::valueOf).toList());
        }
    }

    @Test
    void twoFilesWithEqualRowsAreBothStored() throws Exception {
        TestEngine.Database database = TestEngine.freshDatabase();
        try (RouteRig rig = rig(database.jdbcUrl()).start()) {
            rig.spool(TABLE, BatchLines.youngId(), BatchLines.deltas(5));
            rig.spool(TABLE, BatchLines.youngId(), BatchLines.deltas(5));
            awaitEmptySpool(rig);

            assertThat(Query.value(database.jdbcUrl(), COUNT)).isEqualTo("10");
        }
    }

    @Test
    void anOldFileWhoseTokenTheServerForgotIsStoredOnce() throws Exception {
        TestEngine.Database database = TestEngine.freshDatabase();
        String id = BatchLines.oldId();
        try (RouteRig rig = rig(database.jdbcUrl()).start()) {
            rig.spool(TABLE, id, BatchLines.deltas(5));
            awaitEmptySpool(rig);
            // A table without a deduplication window is a server that has forgotten all tokens.
            Query.execute(
                    database.jdbcUrl(),
                    "ALTER TABLE " + TABLE + " MODIFY SETTING non_replicated_deduplication_window = 0");

            rig.spool(TABLE, id, BatchLines.deltas(5));
            awaitEmptySpool(rig);

            assertThat(Query.value(database.jdbcUrl(), COUNT)).isEqualTo("5");
        }
    }

    @Test
    void aBatchThatTheServerHasNoMemoryForIsStoredInHalves() throws Exception {
        EmbeddedClickHouseOptions options =
                ownEngine().withProfileSettings(Map.of("max_memory_usage", "30000000", "max_untracked_memory", "0"));
        try (EmbeddedClickHouse engine = EmbeddedClickHouse.start(options);
                RouteRig rig = rig(engine.jdbcUrl("kalshi"))
                        .with("dead-letter.redeliveries-before-halving", "1")
                        .start()) {
            rig.spool("control_frames", BatchLines.youngId(), messages(800, 20_000));

            awaitEmptySpool(rig);
            assertThat(Query.value(
                            engine.jdbcUrl("kalshi"),
                            "SELECT count() = 800, uniqExact(seq) = 800, uniqExact(batch_id) > 1 FROM control_frames"))
                    .isEqualTo("1|1|1");
            assertThat(deadLetters(rig)).isEmpty();
        }
    }

    @Test
    void aSmallBatchWaitsUntilTheServerHasMemoryAgain() throws Exception {
        String id = BatchLines.youngId();
        EmbeddedClickHouseOptions starved =
                ownEngine().withProfileSettings(Map.of("max_memory_usage", "8000000", "max_untracked_memory", "0"));
        EmbeddedClickHouse engine = EmbeddedClickHouse.start(starved);
        try (RouteRig rig = rig(engine.jdbcUrl("kalshi"))
                .with("dead-letter.redeliveries-before-halving", "1")
                .start()) {
            rig.spool("control_frames", id, messages(20, 1_000_000));
            await().until(() -> failedAttempts(rig) >= 4);
            assertThat(RouteRig.filesIn(rig.spool())).containsExactly("control_frames/" + id + ".ndjson");
            engine.close();

            try (EmbeddedClickHouse again = EmbeddedClickHouse.start(ownEngine().withHttpPort(engine.httpPort()))) {
                awaitEmptySpool(rig);
                assertThat(Query.value(again.jdbcUrl("kalshi"), "SELECT count() FROM control_frames"))
                        .isEqualTo("20");
                assertThat(deadLetters(rig)).isEmpty();
            }
        }
    }

    private static Stream<String> messages(int rows, int bytes) {
        return Stream.iterate(1, seq -> seq + 1).limit(rows).map(seq -> BatchLines.control(seq, bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not JSON at all",
                "{\"feed\":\"default\",\"seq\":500,\"event_type\":\"unheard of\"}",
                "{\"feed\":\"default\",\"seq\":500,\"event_type\":\"delta\",\"ts\":\"yesterday\"}",
                "{\"feed\":\"default\",\"seq\":500,\"event_type\":\"delta\",\"price\":\"1234567890123456.5\"}",
                "{\"feed\":\"default\",\"seq\":500,\"colour\":\"red\"}"
            })
    void aPoisonRowAloneBecomesADeadLetter(String poison) throws Exception {
        TestEngine.Database database = TestEngine.freshDatabase();
        try (RouteRig rig = rig(database.jdbcUrl()).start()) {
            List<String> lines = BatchLines.deltas(1_000).toList();
            rig.spool(
                    TABLE,
                    BatchLines.youngId(),
                    Stream.concat(
                            Stream.concat(lines.stream().limit(499), Stream.of(poison)),
                            lines.stream().skip(500)));

            awaitEmptySpool(rig);
            assertThat(Query.value(database.jdbcUrl(), COUNT_AND_DISTINCT)).isEqualTo("999|999");
            List<String> letters = deadLetters(rig);
            assertThat(letters).hasSize(2);
            assertThat(rig.deadLetter().resolve(letters.get(1))).hasContent(poison + "\n");
            assertThat(rig.deadLetter().resolve(letters.get(0)))
                    .content()
                    .contains("\"transient\" : false")
                    .contains("\"cause\" : \"");
        }
    }

    @Test
    void aBatchWithoutItsTableIsADeadLetterAtOnceAndIsStoredByAReplay() throws Exception {
        TestEngine.Database database = TestEngine.freshDatabase();
        String id = BatchLines.youngId();
        try (RouteRig rig = rig(database.jdbcUrl()).start()) {
            await().until(() -> !rig.bean("schema", Schema.class).isUnsettled());
            Query.execute(database.jdbcUrl(), "DROP TABLE " + TABLE + " SYNC");
            rig.spool(TABLE, id, BatchLines.deltas(7));
            awaitEmptySpool(rig);
            await().until(() -> deadLetters(rig).size() == 2);
            assertThat(failedAttempts(rig)).isEqualTo(1);
            assertThat(causeOf(rig, TABLE, id)).contains("code 60").contains("\"transient\" : true");

            TestEngine.createTables(database.jdbcUrl());
            int replayed = rig.bean("deadLetters", DeadLetters.class).replay(all -> true);

            assertThat(replayed).isEqualTo(1);
            awaitEmptySpool(rig);
            assertThat(Query.value(database.jdbcUrl(), COUNT)).isEqualTo("7");
            assertThat(deadLetters(rig)).isEmpty();
        }
    }

    @Test
    void aFileWaitsWhileTheServerIsDown() throws Exception {
        EmbeddedClickHouse engine = EmbeddedClickHouse.start(ownEngine());
        try (RouteRig rig = rig(engine.jdbcUrl("kalshi")).start()) {
            rig.spool(TABLE, BatchLines.youngId(), BatchLines.deltas(10));
            awaitEmptySpool(rig);
            engine.kill();
            engine.close();
            String id = BatchLines.youngId();
            rig.spool(TABLE, id, BatchLines.deltas(20));
            await().until(() -> failedAttempts(rig) >= 3);
            assertThat(RouteRig.filesIn(rig.spool())).containsExactly(TABLE + "/" + id + ".ndjson");

            try (EmbeddedClickHouse again = EmbeddedClickHouse.start(ownEngine().withHttpPort(engine.httpPort()))) {
                awaitEmptySpool(rig);
                assertThat(Query.value(again.jdbcUrl("kalshi"), COUNT)).isEqualTo("30");
                assertThat(deadLetters(rig)).isEmpty();
            }
        }
    }

    @Test
    void aFileWaitsWhileThePasswordIsWrong() throws Exception {
        EmbeddedClickHouse engine = EmbeddedClickHouse.start(withPassword("right"));
        try (RouteRig rig = rig(engine.jdbcUrl("kalshi"))
                .with("clickhouse.user", "recorder")
                .with("clickhouse.password", "right")
                .start()) {
            rig.spool(TABLE, BatchLines.youngId(), BatchLines.deltas(1));
            awaitEmptySpool(rig);
            engine.close();
            try (EmbeddedClickHouse changed =
                    EmbeddedClickHouse.start(withPassword("another").withHttpPort(engine.httpPort()))) {
                assertThat(changed.isAlive()).isTrue();
                rig.spool(TABLE, BatchLines.youngId(), BatchLines.deltas(9));
                await().until(() -> failedAttempts(rig) >= 2);
                assertThat(RouteRig.filesIn(rig.spool())).hasSize(1);
            }
            try (EmbeddedClickHouse again =
                    EmbeddedClickHouse.start(withPassword("right").withHttpPort(engine.httpPort()))) {
                awaitEmptySpool(rig);
                assertThat(Query.value(again.jdbcUrl("kalshi"), COUNT)).isEqualTo("10");
                assertThat(deadLetters(rig)).isEmpty();
            }
        }
    }

    private EmbeddedClickHouseOptions withPassword(String password) {
        return ownEngine().withUsers(new EngineUser("recorder", password, false));
    }

    @Test
    void aBatchWhoseRedeliveriesAreExhaustedGoesBackByItself() throws Exception {
        String id = BatchLines.youngId();
        EmbeddedClickHouse engine = EmbeddedClickHouse.start(ownEngine());
        try (RouteRig rig = rig(engine.jdbcUrl("kalshi"))
                .routes("dead-letter/replay")
                .with("dead-letter.maximum-redeliveries", "2")
                .with("dead-letter.replay-interval-ms", "100")
                .start()) {
            await().until(() -> !rig.bean("schema", Schema.class).isUnsettled());
            engine.close();
            rig.spool(TABLE, id, BatchLines.deltas(4));
            awaitEmptySpool(rig);
            assertThat(failedAttempts(rig)).isGreaterThanOrEqualTo(3);
            assertThat(causeOf(rig, TABLE, id)).contains("\"transient\" : true");

            try (EmbeddedClickHouse again = EmbeddedClickHouse.start(ownEngine().withHttpPort(engine.httpPort()))) {
                await().ignoreExceptions().untilAsserted(() -> assertThat(Query.value(again.jdbcUrl("kalshi"), COUNT))
                        .isEqualTo("4"));
                awaitEmptySpool(rig);
                assertThat(deadLetters(rig)).isEmpty();
            }
        }
    }

    @Test
    void aFolderThatIsNoTableIsADeadLetter() throws Exception {
        String id = BatchLines.youngId();
        try (RouteRig rig = rig(TestEngine.freshDatabase().jdbcUrl()).start()) {
            rig.spool("system.users", id, BatchLines.deltas(2));

            awaitEmptySpool(rig);
            assertThat(causeOf(rig, "system.users", id)).contains("no table 'system.users' is known");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"it's", "a', async_insert = '1", "two words", "läufer"})
    void aFileNameThatCannotBeATokenIsADeadLetter(String name) throws Exception {
        TestEngine.Database database = TestEngine.freshDatabase();
        try (RouteRig rig = rig(database.jdbcUrl()).start()) {
            rig.spool(TABLE, name, BatchLines.deltas(2));

            awaitEmptySpool(rig);
            assertThat(causeOf(rig, TABLE, name)).contains("cannot be a deduplication token: rename the file");
            assertThat(Query.value(database.jdbcUrl(), COUNT)).isEqualTo("0");
        }
    }

    @Test
    void aBatchWhoseAnswerIsLostIsStoredExactlyOnce() throws Exception {
        TestEngine.Database database = TestEngine.freshDatabase();
        try (HarmfulProxy proxy = new HarmfulProxy(TestEngine.shared().httpPort());
                RouteRig rig = rig(proxy.jdbcUrl(database.name())).start()) {
            await().until(() -> !rig.bean("schema", Schema.class).isUnsettled());
            proxy.harm(Harm.CLOSE, 2);
            rig.spool(TABLE, BatchLines.youngId(), BatchLines.deltas(500));

            awaitEmptySpool(rig);
            assertThat(proxy.done()).isEqualTo(2);
            assertThat(Query.value(database.jdbcUrl(), COUNT_AND_DISTINCT)).isEqualTo("500|500");
            assertThat(deadLetters(rig)).isEmpty();
        }
    }

    @Test
    void aBatchThatSleepsBetweenAttemptsStaysInTheSpoolWhenTickhouseStops() throws Exception {
        String id = BatchLines.youngId();
        RouteRig rig = RouteRig.in(directory)
                .routes("clickhouse/insert", "clickhouse/insert-rows", "tables/orderbook_events")
                .with("dead-letter.redelivery-delay-ms", "3600000")
                .with("dead-letter.maximum-redelivery-delay-ms", "3600000")
                .start();
        try (rig) {
            rig.context().getRouteController().startRoute("tables-orderbook_events");
            rig.spool(TABLE, id, BatchLines.deltas(2));
            await().until(() -> failedAttempts(rig) > 0);
        }
        assertThat(RouteRig.filesIn(rig.spool())).containsExactly(TABLE + "/" + id + ".ndjson");
        assertThat(deadLetters(rig)).isEmpty();

        TestEngine.Database database = TestEngine.freshDatabase();
        try (RouteRig next = rig(database.jdbcUrl()).start()) {
            awaitEmptySpool(next);
            assertThat(Query.value(database.jdbcUrl(), COUNT)).isEqualTo("2");
        }
    }

    @Test
    void aBatchWhoseAttemptFailsWhileTickhouseStopsStaysInTheSpool() throws Exception {
        String id = BatchLines.youngId();
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                RouteRig rig = RouteRig.in(directory)
                        .routes("clickhouse/insert", "clickhouse/insert-rows", "tables/orderbook_events")
                        .with("clickhouse.url", "jdbc:clickhouse:http://127.0.0.1:" + silent.getLocalPort() + "/kalshi")
                        .with("dead-letter.maximum-redeliveries", "0")
                        .start()) {
            rig.context().getRouteController().startRoute("tables-orderbook_events");
            rig.spool(TABLE, id, BatchLines.deltas(2));
            Socket attempt = silent.accept();
            CompletableFuture<Void> stop =
                    CompletableFuture.runAsync(() -> rig.context().stop());
            await().until(() -> rig.context().isStopping());
            attempt.close();
            stop.join();

            assertThat(RouteRig.filesIn(rig.spool())).containsExactly(TABLE + "/" + id + ".ndjson");
            assertThat(deadLetters(rig)).isEmpty();
        }
    }
}
