package tickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import tickhouse.clickhouse.embedded.TestEngine;
import tickhouse.demo.ExchangeOptions;
import tickhouse.demo.Fault;
import tickhouse.demo.Refusal;
import tickhouse.demo.Side;
import tickhouse.demo.SimulatedExchange;

/** A feed of events and series, from the lookup of its markets to rows in the real engine. */
final class DiscoveryIT {
    private static final String EVENT = "KXDEMOBTCD-26DEC01";
    private static final String SERIES = "KXDEMOHIGH";
    private static final String SINGLE = "KXDEMOGAME-26DEC01-TEAM1";

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final RecorderRig rig;
    private final RecordedRows rows;

    DiscoveryIT(@TempDir Path directory) throws Exception {
        TestEngine.Database database = TestEngine.freshDatabase();
        rows = new RecordedRows(database.jdbcUrl());
        rig = new RecorderRig(directory, new ExchangeOptions().markets(80), database.jdbcUrl())
                .with("KALSHI_REST_DELAY_MS", "1");
    }

    @BeforeEach
    void listen() {
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void close() {
        root.detachAppender(log);
        rig.close();
    }

    private Set<String> listed() {
        Set<String> markets = new TreeSet<>(Set.of(SINGLE));
        rig.exchange().tickers().stream()
                .filter(ticker -> ticker.startsWith(EVENT + "-") || ticker.startsWith(SERIES + "-"))
                .forEach(markets::add);
        return markets;
    }

    /** The markets of every subscribe command so far. */
    private List<Set<String>> subscribed() {
        return rig.exchange().commands().stream()
                .map(command -> RecordedRows.json(command.text()).path("params").path("market_tickers"))
                .map(DiscoveryIT::texts)
                .toList();
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new TreeSet<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private List<ILoggingEvent> troubles() {
        return log.list.stream()
                .filter(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                .filter(line -> line.getLoggerName().matches("(tickhouse|org\\.apache\\.camel)\\..*"))
                .toList();
    }

    @Test
    void eventsAndSeriesAreLookedUpAtEachConnectionAndRecorded() throws Exception {
        rig.with("KALSHI_MARKETS", "event:" + EVENT + ",series:" + SERIES + "," + SINGLE);
        try (Recorder recorder = rig.start()) {
            Set<String> first = listed();
            await().ignoreExceptions()
                    .until(() -> rows.count("SELECT uniqExact(market_ticker) FROM orderbook_events") == first.size());
            assertThat(recorder.context().isStarted()).isTrue();
            assertThat(subscribed()).containsExactly(first);

            SimulatedExchange exchange = rig.exchange();
            exchange.settleMarket(EVENT + "-T69499.99", Side.YES);
            exchange.createMarket(EVENT + "-T1.5", EVENT);
            exchange.inject(new Fault.Cut());
            await().until(() -> subscribed().size() == 2);

            Set<String> second = listed();
            second.remove(EVENT + "-T69499.99");
            assertThat(second).hasSize(31).contains(EVENT + "-T1.5");
            assertThat(subscribed().get(1)).isEqualTo(second);
        }
    }

    @Test
    void aFeedOfPlainMarketsMakesNoCall() throws Exception {
        rig.with("KALSHI_MARKETS", SINGLE);
        try (Recorder recorder = rig.start()) {
            await().ignoreExceptions().until(() -> rows.count("SELECT count() FROM orderbook_events") > 0);
            assertThat(recorder.context().isStarted()).isTrue();
            assertThat(subscribed()).containsExactly(Set.of(SINGLE));
            assertThat(rig.exchange().restCalls()).isEmpty();
        }
    }

    @Test
    void aLookupThatFailsEndsTheConnectionInOneLineAndTheNextOneTriesAgain() throws Exception {
        rig.with("KALSHI_MARKETS", "event:" + EVENT).with("KALSHI_REST_ATTEMPTS", "2");
        rig.exchange().inject(new Fault.RefuseRest(4, Refusal.TOO_MANY_REQUESTS));
        try (Recorder recorder = rig.start()) {
            await().ignoreExceptions()
                    .until(() -> rows.count("SELECT uniqExact(market_ticker) FROM orderbook_events") == 10);
            assertThat(recorder.context().isStarted()).isTrue();
            assertThat(rig.exchange().connectionAttempts()).isEqualTo(3);
            assertThat(troubles()).hasSize(2).allSatisfy(line -> {
                assertThat(line.getThrowableProxy()).isNull();
                assertThat(line.getFormattedMessage())
                        .contains("nothing is subscribed: " + rig.exchange().restUrl() + "/markets failed 2 times in a"
                                + " row; at last it answered 429 (too many requests). ");
            });
        }
    }

    @Test
    void anEventThatOpensLaterIsFoundByALaterConnection() throws Exception {
        rig.with("KALSHI_MARKETS", "event:KXLATE-26").with("KALSHI_RECONNECT_MAX_DELAY_MS", "200");
        try (Recorder recorder = rig.start()) {
            await().until(() -> rig.exchange().connectionAttempts() >= 2);
            assertThat(subscribed()).isEmpty();
            rig.exchange().createMarket("KXLATE-26-A", "KXLATE-26");

            await().until(() -> subscribed().equals(List.of(Set.of("KXLATE-26-A"))));
            assertThat(recorder.context().isStarted()).isTrue();
            assertThat(troubles())
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .anyMatch(line -> line.contains("event:KXLATE-26 has no open market, or does not exist"))
                    .anyMatch(line -> line.contains("nothing is subscribed: none of the feed's markets is open."));
        }
    }
}
