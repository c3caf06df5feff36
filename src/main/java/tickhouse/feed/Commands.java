package tickhouse.feed;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The commands that bring fresh snapshots. */
final class Commands {
    /** Kalshi's limit is not published; clients use a few hundred. */
    private static final int MARKETS_A_COMMAND = 500;

    // The first command of a connection is its subscribe, with id 1.
    private long nextId = 100;

    /** Fresh snapshots on the same subscription, whose sequence goes on. */
    List<String> snapshots(long sid, Collection<String> markets) {
        List<String> commands = new ArrayList<>();
        List<String> all = List.copyOf(markets);
        for (int start = 0; start < all.size(); start += MARKETS_A_COMMAND) {
            ObjectNode command = command("update_subscription");
            ObjectNode parameters = command.putObject("params");
            parameters.putArray("sids").add(sid);
            all.subList(start, Math.min(all.size(), start + MARKETS_A_COMMAND))
                    .forEach(parameters.putArray("market_tickers")::add);
            parameters.put("action", "get_snapshot");
            commands.add(command.toString());
        }
        return commands;
    }

    String unsubscribe(long sid) {
        ObjectNode command = command("unsubscribe");
        command.putObject("params").putArray("sids").add(sid);
        return command.toString();
    }

    /** A new subscription, whose sequence begins at 1 with snapshots. */
    String subscribe(String channel, Collection<String> markets, boolean useYesPrice) {
        ObjectNode command = command("subscribe");
        ObjectNode parameters = command.putObject("params");
        parameters.putArray("channels").add(channel);
        if (!markets.isEmpty()) {
            markets.forEach(parameters.putArray("market_tickers")::add);
        }
        if (channel.equals(FeedState.ORDER_BOOK)) {
            parameters.put("use_yes_price", useYesPrice);
        }
        return command.toString();
    }

    private ObjectNode command(String name) {
        return JsonNodeFactory.instance.objectNode().put("id", nextId++).put("cmd", name);
    }
}
