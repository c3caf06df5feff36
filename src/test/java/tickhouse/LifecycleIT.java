package tickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tickhouse.clickhouse.embedded.TestEngine;
import tickhouse.demo.ExchangeOptions;
import tickhouse.demo.Fault;
import tickhouse.demo.Side;

/** A feed of events and series follows the markets that come and go while its connection is open. */
final class LifecycleIT {
    private static final String EVENT = "KXLIVE-26DEC";

    private final RecorderRig rig;
    private final RecordedRows rows;

    LifecycleIT(@TempDir Path directory) throws Exception {
        TestEngine.Database database = TestEngine.freshDatabase();
        rows = new RecordedRows(database.jdbcUrl());
        rig = new RecorderRig(directory, new ExchangeOptions().markets(4).rate(50), database.jdbcUrl());
        rig.exchange().createMarket(EVENT + "-A", EVENT);
        rig.exchange().createMarket(EVENT + "-B", EVENT);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private void awaitRecorded(String... markets) {
        await().ignoreExceptions()
                .until(() -> Set.copyOf(rows.texts("SELECT DISTINCT market_ticker FROM orderbook_events"))
                        .equals(Set.of(markets)));
    }

    /** The markets of the order books that the exchange named last. */
    private Set<String> listed() {
        Set<String> listed = new TreeSet<>();
        rig.ledger().stream()
                .filter(frame -> frame.type().equals("ok") && frame.sid() == 1)
                .reduce((before, last) -> last)
                .ifPresent(frame -> RecordedRows.json(frame.text())
                        .path("msg")
                        .path("market_tickers")
                        .forEach(ticker -> listed.add(ticker.asText())));
        return listed;
    }

    @ParameterizedTest
    @CsvSource({
        "'orderbook_delta,market_lifecycle_v2', 3600000, event:KXLIVE-26DEC",
        "'orderbook_delta,market_lifecycle_v2', 3600000, series:KXLIVE",
        "orderbook_delta, 1000, event:KXLIVE-26DEC",
        "orderbook_delta, 1000, series:KXLIVE"
    })
    void marketsThatAreCreatedAreAddedAndSettledOnesAreRemoved(String channels, String interval, String markets)
            throws Exception {
        rig.with("KALSHI_MARKETS", markets)
                .with("KALSHI_CHANNELS", channels)
                .with("KALSHI_DISCOVERY_INTERVAL_MS", interval);
        try (Recorder recorder = rig.start()) {
            awaitRecorded(EVENT + "-A", EVENT + "-B");

            rig.exchange().createMarket("KXOTHER-26DEC-A", "KXOTHER-26DEC");
            rig.exchange().createMarket(EVENT + "-C", EVENT);
            awaitRecorded(EVENT + "-A", EVENT + "-B", EVENT + "-C");

            rig.exchange().settleMarket(EVENT + "-A", Side.YES);
            await().until(() -> listed().equals(Set.of(EVENT + "-B", EVENT + "-C")));

            assertThat(recorder.context().isStarted()).isTrue();
            assertThat(rig.exchange().connectionAttempts()).isEqualTo(1);
            assertThat(rows.count("SELECT count() FROM feed_gaps")).isZero();
        }
    }

    @Test
    void aGapDoesNotWaitForAMarketThatSettledMeanwhile() throws Exception {
        rig.with("KALSHI_MARKETS", "series:KXLIVE");
        try (Recorder recorder = rig.start()) {
            awaitRecorded(EVENT + "-A", EVENT + "-B");
            rig.exchange().settleMarket(EVENT + "-A", Side.YES);

            rig.exchange().inject(new Fault.Cut());

            await().ignoreExceptions()
                    .until(() -> rows.texts("SELECT cause, healed_ts IS NOT NULL FROM feed_gaps FINAL")
                            .equals(List.of("connection lost 1")));
            assertThat(recorder.context().isStarted()).isTrue();
        }
    }
}
