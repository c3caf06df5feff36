package tickhouse.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlaybackTest {
    @Test
    void eachConnectionGetsExactlyTheFramesAtItsFirstSubscribe() {
        List<String> frames = List.of(
                "{\"type\":\"subscribed\",\"id\":2,\"msg\":{\"channel\":\"orderbook_delta\",\"sid\":1}}",
                "{\"type\":\"orderbook_snapshot\",\"sid\":1,\"seq\":1,\"msg\":{\"market_ticker\":\"KXA\",\"market_id\":\"\"}}");
        try (SimulatedExchange exchange = ExchangeClient.exchange(
                new ExchangeOptions().markets(3).rate(1000).playback(frames))) {
            String command = "{\"id\":1,\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"ticker\"]}}";
            for (int connection = 1; connection <= 2; connection++) {
                ExchangeClient client = ExchangeClient.connect(exchange);
                client.send("{\"id\":9,\"cmd\":\"list_subscriptions\"}")
                        .send(command)
                        .send(command);
                client.awaitTexts(2);
                exchange.sendRaw("end");
                assertThat(client.awaitTexts(3)).containsExactly(frames.get(0) + "\n", frames.get(1) + "\n", "end");
                assertThat(exchange.lastSequence(connection, 1)).hasValue(1);
                client.closeConnection();
            }
        }
    }
}
