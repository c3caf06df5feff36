package tickhouse.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionFaultTest {
    private final SimulatedExchange exchange =
            ExchangeClient.exchange(new ExchangeOptions().markets(4).pingInterval(Duration.ofMillis(250)));
    private final String ticker = exchange.tickers().get(0);

    @AfterEach
    void close() {
        exchange.close();
    }

    private ExchangeClient subscribed() {
        ExchangeClient client =
                ExchangeClient.connect(exchange).send(CommandText.subscribe(1, CommandText.BOOKS, List.of(ticker)));
        client.awaitSequence(1, 1);
        return client;
    }

    @Test
    void connectionsMayBreakOrCloseAndTheNextStartsAfresh() {
        ExchangeClient broken = subscribed();
        exchange.inject(new Fault.Cut());
        // 1006 is how a client reports the end of a connection without a close frame.
        assertThat(broken.closed().join()).isEqualTo(1006);
        ExchangeClient ended = subscribed();
        exchange.inject(new Fault.Close(1001, "maintenance"));
        assertThat(ended.closed().join()).isEqualTo(1001);
        assertThat(subscribed().frames().stream()
                        .filter(frame -> frame.has("seq"))
                        .map(frame -> frame.path("seq").asLong()))
                .containsExactly(1L);
    }

    @Test
    void silenceStopsAnswersButNotPingsUntilItEnds() {
        exchange.rate(1000);
        exchange.inject(new Fault.Silence(true));
        ExchangeClient client =
                ExchangeClient.connect(exchange).send(CommandText.subscribe(1, CommandText.BOOKS, List.of(ticker)));
        int before = client.pings();
        Awaitility.await().until(() -> client.pings() > before + 2);
        assertThat(client.texts()).isEmpty();
        exchange.resume();
        client.awaitSequence(1, 10);
    }

    @Test
    void silenceMayStopPingsToo() {
        ExchangeClient client = subscribed();
        exchange.inject(new Fault.Silence(false));
        exchange.sendRaw("{\"type\":\"mark\"}");
        client.awaitType("mark");
        int before = client.pings();
        Awaitility.await().during(Duration.ofMillis(750)).until(() -> client.pings() == before);
        exchange.resume();
        Awaitility.await().until(() -> client.pings() > before);
    }
}
