package tickhouse.kalshi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;

/** Writes the command that follows markets on a fresh connection. */
public final class SubscribeCommand {
    /**
     * One command for all channels and markets; {@code use_yes_price} is always sent, since Kalshi will change its
     * default.
     *
     * @param channels comma-separated
     * @param markets comma-separated market tickers
     * @throws IllegalArgumentException if either list is empty
     */
    public String write(String channels, String markets, boolean useYesPrice) {
        ObjectNode command = JsonNodeFactory.instance.objectNode().put("id", 1).put("cmd", "subscribe");
        ObjectNode parameters = command.putObject("params");
        words("channels", channels).forEach(parameters.putArray("channels")::add);
        words("markets", markets).forEach(parameters.putArray("market_tickers")::add);
        parameters.put("use_yes_price", useYesPrice);
        return command.toString();
    }

    private static List<String> words(String name, String list) {
        List<String> words = Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .distinct()
                .toList();
        if (words.isEmpty()) {
            throw new IllegalArgumentException("the feed's " + name + " are empty");
        }
        return words;
    }
}
