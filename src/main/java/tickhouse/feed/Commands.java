package tickhouse.feed;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The commands that bring fresh snapshots, or other markets. */
final class Commands {
    /** Kalshi's limit is not published; clients use a few hundred. */
    private static final int MARKETS_A_COMMAND = 500;

    /** Smaller ids are those of the opening's subscribe commands. */
    static final long FIRST_ID = 100;

    private long nextId = FIRST_ID;

    /** A command, by whose id its answer is known. */
    record Command(long id, List<String> markets, String text) {}

    /** Other markets on the same subscription, whose sequence goes on. */
    Command change(long sid, MarketChange.Step step) {
        return update(sid, step.adds() ? "add_markets" : "delete_markets", step.markets());
    }

    /** Fresh snapshots on the same subscription, whose sequence goes on. */
    List<Command> snapshots(long sid, Collection<String> markets) {
        List<Command> commands = new ArrayList<>();
        List<String> all = List.copyOf(markets);
        for (int start = 0; start < all.size(); start += MARKETS_A_COMMAND) {
            commands.add(
                    update(sid, "get_snapshot", all.subList(start, Math.min(all.size(), start + MARKETS_A_COMMAND))));
        }
        return commands;
    }

    private Command update(long sid, String action, List<String> markets) {
        long id = nextId;
        ObjectNode command = command("update_subscription");
        ObjectNode parameters = command.putObject("params");
        parameters.putArray("sids").add(sid);
        markets.forEach(parameters.putArray("market_tickers")::add);
        parameters.put("action", action);
        return new Command(id, markets, command.toString());
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
        if (channel.equals(Subscription.ORDER_BOOK)) {
            parameters.put("use_yes_price", useYesPrice);
        }
        return command.toString();
    }

    private ObjectNode command(String name) {
        return JsonNodeFactory.instance.objectNode().put("id", nextId++).put("cmd", name);
    }
}
