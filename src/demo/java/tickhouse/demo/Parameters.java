package tickhouse.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The {@code params} of a command, checked as they are read. */
final class Parameters {
    private final JsonNode node;

    Parameters(JsonNode node) {
        this.node = node;
    }

    List<String> channels() {
        List<String> channels = strings("channels");
        if (channels.isEmpty()) {
            throw new CommandRejected(ErrorCode.CHANNELS_REQUIRED);
        }
        return channels;
    }

    /** The markets named, by {@code market_ticker} or {@code market_tickers} but not both; may be empty. */
    List<String> tickers() {
        return oneOrMany("market_ticker", "market_tickers");
    }

    List<String> marketIds() {
        return oneOrMany("market_id", "market_ids");
    }

    List<Integer> sids() {
        List<Integer> sids = new ArrayList<>();
        node.path("sids").forEach(sid -> sids.add(sid.asInt()));
        if (node.has("sid")) {
            sids.add(node.path("sid").asInt());
        }
        return sids;
    }

    int onlySid() {
        List<Integer> sids = sids();
        if (sids.size() != 1) {
            throw new CommandRejected(ErrorCode.ONE_SUBSCRIPTION_REQUIRED);
        }
        return sids.get(0);
    }

    String action() {
        if (!node.hasNonNull("action")) {
            throw new CommandRejected(ErrorCode.ACTION_REQUIRED);
        }
        return node.path("action").asText();
    }

    boolean flag(String name) {
        return node.path(name).asBoolean(false);
    }

    private List<String> oneOrMany(String one, String many) {
        if (node.has(one) && node.has(many)) {
            throw new CommandRejected(ErrorCode.INVALID_PARAMETER);
        }
        return node.has(one) ? List.of(string(node.path(one))) : strings(many);
    }

    private List<String> strings(String name) {
        JsonNode array = node.path(name);
        if (!array.isArray() && !array.isMissingNode()) {
            throw new CommandRejected(ErrorCode.INVALID_PARAMETER);
        }
        List<String> strings = new ArrayList<>();
        array.forEach(each -> strings.add(string(each)));
        return strings;
    }

    private static String string(JsonNode value) {
        if (!value.isTextual()) {
            throw new CommandRejected(ErrorCode.INVALID_PARAMETER);
        }
        return value.asText();
    }
}
