package tickhouse;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tickhouse.batch.BatchAggregation;
import tickhouse.batch.DataDirectory;
import tickhouse.batch.DeadLetters;
import tickhouse.batch.FrameReplays;
import tickhouse.batch.Gaps;
import tickhouse.batch.OpenBatches;
import tickhouse.batch.Spool;
import tickhouse.clickhouse.BatchRows;
import tickhouse.clickhouse.ClickHouseLogin;
import tickhouse.clickhouse.Halving;
import tickhouse.clickhouse.InsertFailures;
import tickhouse.clickhouse.InsertStatements;
import tickhouse.clickhouse.Schema;
import tickhouse.clickhouse.StoredBatches;
import tickhouse.clickhouse.StrayBatches;
import tickhouse.feed.FeedSequences;
import tickhouse.feed.FollowedMarkets;
import tickhouse.feed.TradeBackfill;
import tickhouse.health.Heartbeat;
import tickhouse.health.InsertFailureReport;
import tickhouse.health.InsertHealthCheck;
import tickhouse.health.RecorderMeters;
import tickhouse.health.TickFailures;
import tickhouse.kalshi.FrameDecoder;
import tickhouse.kalshi.KeptFrame;
import tickhouse.kalshi.SubscribeCommand;
import tickhouse.kalshi.UndecodableFrames;
import tickhouse.kalshi.rest.MarketDiscovery;
import tickhouse.kalshi.rest.TradeHistory;
import tickhouse.websocket.FeedConnections;
import tickhouse.websocket.FeedWebsocketComponent;

/** The beans of the routes. */
final class RecorderBeans {
    private static final Logger LOG = LoggerFactory.getLogger(RecorderBeans.class);

    private final Settings settings;
    private final DataDirectory data;
    private final ClickHouseLogin login;
    private final Clock clock;

    RecorderBeans(Settings settings, DataDirectory data, ClickHouseLogin login, Clock clock) {
        this.settings = settings;
        this.data = data;
        this.login = login;
        this.clock = clock;
    }

    /** Binds each bean by the name that the route files use. */
    void bind(BiConsumer<String, Object> beans) {
        Spool spool = new Spool(
                data.spool(),
                settings.number("spool.max-bytes", 1, Long.MAX_VALUE),
                settings.number("spool.min-free-bytes", 0, Long.MAX_VALUE),
                clock);
        spool.recover();
        DeadLetters deadLetters = new DeadLetters(data.spool(), data.deadLetter(), clock);
        OpenBatches open = new OpenBatches();
        beans.accept("batchAggregation", new BatchAggregation(clock, open));
        beans.accept("openBatches", open);
        beans.accept("spool", spool);
        beans.accept("frameReplays", frameReplays(spool));
        Gaps gaps = new Gaps(clock);
        FeedConnections feeds = new FeedConnections();
        beans.accept("gaps", gaps);
        FeedSequences sequences = new FeedSequences(gaps, data.feeds(), clock, feeds::reconnect);
        sequences.resume();
        beans.accept("lastBatches", new LastBatches(open, spool, sequences));
        bindKalshi(beans, sequences);
        beans.accept("deadLetters", deadLetters);
        InsertStatements statements = new InsertStatements();
        Schema schema = new Schema(login, statements);
        InsertFailures failures = new InsertFailures(deadLetters, schema::isChanged);
        beans.accept("insertFailures", failures);
        beans.accept("schema", schema);
        beans.accept("strayBatches", new StrayBatches(data.spool(), statements, deadLetters));
        bindClickHouse(beans, spool, statements);
        RecorderMeters meters = bindHealth(beans, feeds, spool, deadLetters, failures);
        beans.accept("insertHealthCheck", new InsertHealthCheck(meters, schema::isUnsettled));
    }

    private FrameReplays frameReplays(Spool spool) {
        int maxRows = (int) settings.number("batch.max-rows", 1, 500_000);
        FrameReplays replays = new FrameReplays(data.spool(), data.deadLetter(), maxRows, spool::hasAmpleRoom, clock);
        try {
            replays.recover();
        } catch (IOException unwritable) {
            LOG.warn("What an earlier replay left in the spool cannot be brought out yet: {}", unwritable.toString());
        }
        return replays;
    }

    private void bindKalshi(BiConsumer<String, Object> beans, FeedSequences sequences) {
        MarketDiscovery discovery = new MarketDiscovery(Recorder.rest(settings, clock));
        beans.accept("feedSequences", sequences);
        beans.accept(
                "tradeBackfill",
                new TradeBackfill(
                        sequences,
                        new TradeHistory(Recorder.rest(settings, clock)),
                        clock,
                        Duration.ofMillis(settings.number("kalshi.backfill-delay-ms", 0, 3_600_000)),
                        backfillMargin()));
        Duration interval = Duration.ofMillis(settings.number("kalshi.discovery-interval-ms", 1_000, 86_400_000));
        FollowedMarkets followed = new FollowedMarkets(discovery, sequences, clock, interval);
        sequences.tellLifecycle(followed::heard);
        beans.accept("followedMarkets", followed);
        beans.accept("kalshiHandshake", Recorder.handshake(settings, clock));
        beans.accept("subscribeCommand", new SubscribeCommand());
        beans.accept("frameDecoder", new FrameDecoder());
        beans.accept("keptFrame", new KeptFrame());
    }

    /** What a killed process had received and not yet made a file of is missing too. */
    private Duration backfillMargin() {
        return Duration.ofMillis(2 * settings.number("batch.max-wait-ms", 1, 600_000))
                .plusSeconds(5);
    }

    private void bindClickHouse(BiConsumer<String, Object> beans, Spool spool, InsertStatements statements) {
        DataSource clickHouse = login.dataSource();
        StoredBatches stored = new StoredBatches(clickHouse, statements, clock);
        beans.accept("clickHouse", clickHouse);
        beans.accept("insertStatements", statements);
        beans.accept("batchRows", new BatchRows(statements));
        beans.accept("storedBatches", stored);
        beans.accept("halving", new Halving(stored, spool));
    }

    private RecorderMeters bindHealth(
            BiConsumer<String, Object> beans,
            FeedConnections feeds,
            Spool spool,
            DeadLetters deadLetters,
            InsertFailures failures) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        UndecodableFrames undecodable = new UndecodableFrames(clock);
        RecorderMeters meters = new RecorderMeters(registry, undecodable, clock);
        meters.watch(feeds, spool::usage, deadLetters::usage);
        beans.accept(MicrometerConstants.METRICS_REGISTRY_NAME, registry);
        beans.accept("vertx-websocket", new FeedWebsocketComponent(feeds));
        beans.accept("undecodableFrames", undecodable);
        beans.accept("meters", meters);
        beans.accept("heartbeat", new Heartbeat(feeds, meters, spool::usage, deadLetters::usage));
        beans.accept("insertFailureReport", new InsertFailureReport(failures, meters));
        beans.accept("tickFailures", new TickFailures(meters, clock));
        return meters;
    }
}
