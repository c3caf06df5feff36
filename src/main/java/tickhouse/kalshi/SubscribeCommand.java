package tickhouse.kalshi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Writes the commands that follow channels on a fresh connection. */
public final class SubscribeCommand {
    private static final String ORDER_BOOKS = "orderbook_delta";

    private static final List<String> OF_MARKETS = List.of(ORDER_BOOKS, "trade", "ticker");

    // These take no market tickers: they tell of every market.
    private static final List<String> OF_THE_EXCHANGE = List.of("market_lifecycle_v2", "multivariate_market_lifecycle");

    /**
     * One command for the channels that follow the markets, and one for those that tell of all markets, in this order.
     * {@code use_yes_price} is always sent with order books, since Kalshi will change its default.
     *
     * @param channels comma-separated
     * @param markets market tickers
     * @throws IllegalArgumentException if a list that is needed is empty, or a channel is not one that can be recorded
     */
    public List<String> write(String channels, Collection<String> markets, boolean useYesPrice) {
        List<String> wanted = words(channels);
        requireKnown(wanted);
        List<String> commands = new ArrayList<>();
        List<String> ofMarkets = wanted.stream().filter(OF_MARKETS::contains).toList();
        if (!ofMarkets.isEmpty()) {
            if (markets.isEmpty()) {
                throw new IllegalArgumentException("none of the feed's markets is open");
            }
            ObjectNode command = command(1, ofMarkets);
            ObjectNode parameters = command.withObject("/params");
            markets.forEach(parameters.putArray("market_tickers")::add);
            if (ofMarkets.contains(ORDER_BOOKS)) {
                parameters.put("use_yes_price", useYesPrice);
            }
            commands.add(command.toString());
        }
        List<String> ofTheExchange =
                wanted.stream().filter(OF_THE_EXCHANGE::contains).toList();
        if (!ofTheExchange.isEmpty()) {
            commands.add(command(commands.size() + 1, ofTheExchange).toString());
        }
        return commands;
    }

    /** Throws {@link IllegalArgumentException} if the list is empty, or names a channel that cannot be recorded. */
    public static void requireChannels(String channels) {
        requireKnown(words(channels));
    }

    private static void requireKnown(List<String> channels) {
        for (String channel : channels) {
            if (!OF_MARKETS.contains(channel) && !OF_THE_EXCHANGE.contains(channel)) {
                throw new IllegalArgumentException(
                        "'" + channel + "' is not a channel that can be recorded; these are: "
                                + String.join(", ", OF_MARKETS) + ", " + String.join(", ", OF_THE_EXCHANGE));
            }
        }
    }

    private static ObjectNode command(int id, List<String> channels) {
        ObjectNode command = JsonNodeFactory.instance.objectNode().put("id", id).put("cmd", "subscribe");
        channels.forEach(command.putObject("params").putArray("channels")::add);
        return command;
    }

    private static List<String> words(String list) {
        List<String> words = Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .distinct()
                .toList();
        if (words.isEmpty()) {
            throw new IllegalArgumentException("the feed's channels are empty");
        }
        return words;
    }
}
