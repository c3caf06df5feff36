package tickhouse.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class SlowClientTest {
    @Test
    void aClientThatDoesNotReadLosesItsSubscriptionToAnOverflow() throws IOException {
        Queue<SentFrame> ledger = new ConcurrentLinkedQueue<>();
        ExchangeOptions options =
                new ExchangeOptions().markets(3).writeQueueBytes(1024 * 1024).ledger(ledger::add);
        try (SimulatedExchange exchange = ExchangeClient.exchange(options);
                RawClient client = RawClient.connect(exchange)) {
            String ticker = exchange.tickers().get(0);
            client.send("{\"id\":1,\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"orderbook_delta\"],"
                    + "\"market_ticker\":\"" + ticker + "\"}}");
            Awaitility.await().until(() -> exchange.lastSequence(1, 1).isPresent());
            // More than the kernel buffers for one connection.
            exchange.sendRaw("x".repeat(32 * 1024 * 1024));
            exchange.delta(ticker, Side.YES, new BigDecimal("0.01"), BigDecimal.ONE);
            exchange.delta(ticker, Side.YES, new BigDecimal("0.01"), BigDecimal.ONE);
            assertThat(ledger.stream().map(SentFrame::text).reduce("", (earlier, later) -> later))
                    .isEqualTo("{\"type\":\"error\",\"sid\":1,\"seq\":2,"
                            + "\"msg\":{\"code\":25,\"msg\":\"Subscription buffer overflow\"}}\n");
            assertThat(ledger).hasSize(4);
            assertThat(exchange.connections()).isEqualTo(1);
        }
    }

    @Test
    void aClientThatSendsNoPongsIsCut() throws IOException {
        ExchangeOptions options = new ExchangeOptions().markets(3).pingInterval(Duration.ofMillis(20));
        try (SimulatedExchange exchange = ExchangeClient.exchange(options);
                RawClient client = RawClient.connect(exchange)) {
            assertThat(client.readToEnd()).contains("heartbeat");
            Awaitility.await().until(() -> exchange.connections() == 0);
        }
    }
}
