package tickhouse.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tickhouse.batch.DeadLetters;
import tickhouse.batch.Usage;
import tickhouse.clickhouse.Query;
import tickhouse.clickhouse.embedded.EngineUser;
import tickhouse.clickhouse.embedded.TestEngine;
import tickhouse.demo.oracle.Tables;
import tickhouse.faults.HarmfulProxy.Harm;

/** What ClickHouse, or the way to it, does wrong, and what is left of it in the tables. */
final class ClickHouseFaultsIT {
    private static final String TABLE = "orderbook_events";
    private static final Duration A_WHILE = Form.of(Duration.ofSeconds(3), Duration.ofMinutes(1));

    private final Path directory;

    ClickHouseFaultsIT(@TempDir Path directory) {
        this.directory = directory;
    }

    private static Scenario scenario(int place, String fault, String done) {
        return new Scenario(Group.CLICKHOUSE, place, fault, done);
    }

    /** The recorder's database in the engine that all tests share. */
    private record Shared(String url, Tables tables) {
        static Shared fresh() throws Exception {
            String url = TestEngine.freshDatabase().jdbcUrl();
            return new Shared(url, Tables.at(url));
        }

        Scenario into(Scenario scenario) {
            return scenario.into(url, tables);
        }

        void alter(String change) {
            Query.execute(url, "ALTER TABLE " + TABLE + " " + change);
        }

        /** How often the engine has answered so, whoever asked. */
        long errors(int code) {
            return tables.count("SELECT sum(value) FROM system.errors WHERE code = " + code);
        }

        void awaitErrors(FaultRig rig, int code, long more) {
            long before = errors(code);
            rig.patiently().until(() -> errors(code) >= before + more);
        }
    }

    private static void last(Duration time) throws InterruptedException {
        // The length of a fault is what the scenario is about.
        TimeUnit.MILLISECONDS.sleep(time.toMillis());
    }

    private static void replay(FaultRig rig) throws Exception {
        new DeadLetters(rig.data().resolve("spool"), rig.data().resolve("dead-letter"), Clock.systemUTC())
                .replay(all -> true);
    }

    /** A check that takes 1 GB for a row, of which a query may have half. */
    private static final String HUNGRY =
            "ADD CONSTRAINT harm CHECK length(repeat(repeat(substring(feed, 1, 1), 1000), 1000000)) > 0";

    private static final String MENDED = "DROP CONSTRAINT harm";

    @Test
    void memoryIsShortOnce() throws Exception {
        Shared shared = Shared.fresh();
        shared.into(scenario(101, "241, once", "An insert is refused for want of memory; the next attempt is taken."))
                .with("DEAD_LETTER_REDELIVERY_DELAY_MS", "2000")
                .with("DEAD_LETTER_MAXIMUM_REDELIVERY_DELAY_MS", "2000")
                .play(directory, rig -> {
                    shared.alter(HUNGRY);
                    shared.awaitErrors(rig, 241, 1);
                    shared.alter(MENDED);
                });
    }

    @Test
    void memoryIsShortFiftyTimes() throws Exception {
        Shared shared = Shared.fresh();
        shared.into(scenario(
                        102, "241, fifty times", "Fifty inserts are refused for want of memory, one after the other."))
                .play(directory, rig -> {
                    shared.alter(HUNGRY);
                    shared.awaitErrors(rig, 241, 50);
                    shared.alter(MENDED);
                });
    }

    @Test
    void memoryIsShortForLong() throws Exception {
        Shared shared = Shared.fresh();
        Duration time = Form.of(Duration.ofSeconds(6), Duration.ofMinutes(10));
        shared.into(scenario(
                        103,
                        "241, for " + time.toSeconds() + " s",
                        "Every insert into the table of the order books is refused for want of memory."))
                .play(directory, rig -> {
                    shared.alter(HUNGRY);
                    last(time);
                    assertThat(shared.errors(241)).isPositive();
                    shared.alter(MENDED);
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    104 | 252 | MODIFY SETTING parts_to_throw_insert = 1 | MODIFY SETTING parts_to_throw_insert = 3000 | A table has too many parts, says ClickHouse, and takes nothing.
                    112 | column dropped | DROP COLUMN use_yes_price | ADD COLUMN use_yes_price Bool AFTER received_ts | A column is dropped, and added again.
                    113 | type changed | MODIFY COLUMN received_ts Decimal(18, 6) | MODIFY COLUMN received_ts DateTime64(6, 'UTC') | A column becomes a number, and a time again.
                    """)
    void aTableIsBrokenForAWhile(int place, String fault, String breakage, String repair, String done)
            throws Exception {
        Shared shared = Shared.fresh();
        shared.into(scenario(place, fault, done)).play(directory, rig -> {
            shared.alter(breakage);
            rig.patiently().until(() -> waits(rig));
            last(A_WHILE);
            shared.alter(repair);
        });
    }

    private static boolean waits(FaultRig rig) {
        return rig.deadBatches() > 0
                || Usage.of(rig.data().resolve("spool").resolve(TABLE)).files() > 3;
    }

    @Test
    void theTableIsMissingForAWhile() throws Exception {
        Shared shared = Shared.fresh();
        shared.into(scenario(111, "table missing", "The table of the order books has another name for a while."))
                .play(directory, rig -> {
                    Query.execute(shared.url(), "RENAME TABLE " + TABLE + " TO hidden");
                    rig.patiently().until(() -> rig.deadBatches() > 0);
                    last(A_WHILE);
                    Query.execute(shared.url(), "RENAME TABLE hidden TO " + TABLE);
                });
    }

    @Test
    void oneRowInTenThousandIsPoison() throws Exception {
        Shared shared = Shared.fresh();
        int few = Form.of(500, 10_000);
        shared.into(scenario(
                        114,
                        "poison rows, 1 in " + few,
                        "ClickHouse takes no row with some numbers. Each is a dead letter alone; then the table is mended and"
                                + " `replay` is run."))
                .play(directory, rig -> {
                    shared.alter("ADD CONSTRAINT harm CHECK seq % " + few + " != 0");
                    rig.patiently().until(() -> rig.deadBatches() > 0);
                    last(A_WHILE);
                    mendAndReplay(shared, rig);
                });
    }

    @Test
    void halfOfABatchIsPoison() throws Exception {
        Shared shared = Shared.fresh();
        shared.into(scenario(
                        115,
                        "poison rows, half of a batch",
                        "ClickHouse takes no row with an even number; then the table is mended and `replay` is run."))
                .with("BATCH_MAX_WAIT_MS", "1000")
                .play(directory, rig -> {
                    shared.alter("ADD CONSTRAINT harm CHECK seq % 2 != 0");
                    rig.patiently().until(() -> rig.deadBatches() > Form.of(20, 200));
                    mendAndReplay(shared, rig);
                });
    }

    /** Again and again, since a row that is refused just before may become a dead letter just after. */
    private static void mendAndReplay(Shared shared, FaultRig rig) throws Exception {
        shared.alter(MENDED);
        Instant mended = Instant.now();
        rig.patiently().until(() -> {
            replay(rig);
            return rig.waiting(mended).isEmpty();
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    106 | RESET | 5 | answer reset    | The rows are stored, and the connection is reset in place of the answer.
                    107 | CLOSE | 5 | answer closed   | The rows are stored, and the connection is closed in place of the answer.
                    108 | HANG  | 2 | answer missing  | The rows are stored, and no answer comes.
                    109 | CUT   | 5 | request cut     | Half of an insert arrives, and the connection is closed.
                    110 | SLOW  | 5 | slow connection | An insert gets through at 20 KB a second.
                    """)
    void theWayToClickHouseDoesHarm(int place, Harm harm, int times, String fault, String done) throws Exception {
        TestEngine.Database database = TestEngine.freshDatabase();
        int inserts = Form.of(times, times * 20);
        try (HarmfulProxy proxy = new HarmfulProxy(TestEngine.shared().httpPort())) {
            scenario(place, fault + ", " + inserts + " times", done)
                    .into(proxy.jdbcUrl(database.name()), Tables.at(database.jdbcUrl()))
                    .with("CLICKHOUSE_SOCKET_TIMEOUT_MS", harm == Harm.HANG ? "3000" : "30000")
                    .play(directory, rig -> {
                        proxy.harm(harm, inserts);
                        rig.patiently().until(() -> proxy.done() == inserts);
                    });
        }
    }

    @Test
    void clickHouseIsGoneForAWhile() throws Exception {
        try (OwnEngine engine = new OwnEngine(directory)) {
            scenario(105, "refused", "ClickHouse is stopped, and started again.")
                    .into(engine.url(), engine.tables())
                    .play(directory, rig -> {
                        engine.stop();
                        last(A_WHILE);
                        engine.start();
                    });
        }
    }

    @Test
    void clickHouseHangsForAWhile() throws Exception {
        try (OwnEngine engine = new OwnEngine(directory)) {
            scenario(
                            116,
                            "hangs",
                            "ClickHouse gets SIGSTOP, and later SIGCONT; what it was sent meanwhile it does then.")
                    .into(engine.url(), engine.tables())
                    .with("CLICKHOUSE_SOCKET_TIMEOUT_MS", "3000")
                    .play(directory, rig -> {
                        engine.signal("STOP");
                        last(Form.of(Duration.ofSeconds(8), Duration.ofMinutes(1)));
                        engine.signal("CONT");
                    });
        }
    }

    @Test
    void clickHouseIsKilledInTheMiddleOfAnInsert() throws Exception {
        int kills = Form.of(2, 10);
        try (OwnEngine engine = new OwnEngine(directory)) {
            scenario(117, "kill -9 during an insert, " + kills + " times", "ClickHouse is killed while it inserts.")
                    .into(engine.url(), engine.tables())
                    .play(directory, rig -> {
                        for (int kill = 0; kill < kills; kill++) {
                            Query.execute(
                                    engine.url(), "ALTER TABLE " + TABLE + " ADD CONSTRAINT harm CHECK sleep(2) = 0");
                            rig.patiently().until(() -> inserts(engine.tables()) > 0);
                            engine.kill();
                            engine.start();
                            Query.execute(engine.url(), "ALTER TABLE " + TABLE + " " + MENDED);
                        }
                    });
        }
    }

    private static long inserts(Tables tables) {
        return tables.count("SELECT count() FROM system.processes WHERE query LIKE 'INSERT INTO " + TABLE + "%'");
    }

    @Test
    void thePasswordIsWrongForAWhile() throws Exception {
        withAnotherUser(
                scenario(118, "wrong password", "The password is changed on the server, and changed back."),
                new EngineUser(OwnEngine.USER, "another", false));
    }

    @Test
    void clickHouseIsReadOnlyForAWhile() throws Exception {
        withAnotherUser(
                scenario(119, "read-only (164)", "The user may only read for a while."),
                new EngineUser(OwnEngine.USER, "right", true));
    }

    private void withAnotherUser(Scenario scenario, EngineUser meanwhile) throws Exception {
        try (OwnEngine engine = new OwnEngine(directory)) {
            scenario.into(engine.url(), engine.tables())
                    .with("CLICKHOUSE_USER", OwnEngine.USER)
                    .with("CLICKHOUSE_PASSWORD", "right")
                    .play(directory, rig -> {
                        engine.stop();
                        engine.start(meanwhile);
                        rig.patiently().until(() -> waits(rig));
                        last(A_WHILE);
                        engine.stop();
                        engine.start();
                    });
        }
    }
}
