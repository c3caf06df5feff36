package tickhouse.feed;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The markets that a feed is to follow, and the commands that make the subscriptions of its live connection follow them.
 * Guarded by the feed's lock.
 */
final class Following {
    private static final Logger LOG = LoggerFactory.getLogger(Following.class);
    private static final Set<String> OF_MARKETS = Set.of(Subscription.ORDER_BOOK, Subscription.TRADES, "ticker");
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int MARKETS_IN_A_LINE = 10;

    private final String feed;
    private final Commands commands;
    private final SortedSet<String> wanted = new TreeSet<>();
    /** By channel, the markets of its latest subscribe command on this connection; those of the opening have no channel. */
    private final Map<String, List<String>> requested = new HashMap<>();

    private final Set<String> confirmed = new HashSet<>();
    private final Map<String, Instant> askedAt = new HashMap<>();

    Following(String feed, Commands commands) {
        this.feed = feed;
        this.commands = commands;
    }

    /** The markets with which a connection begins. */
    void opening(Collection<String> markets) {
        want(markets);
        confirmed.clear();
        askedAt.clear();
        requested.clear();
        requested.put("", List.copyOf(markets));
    }

    /** Whether these are others than before. None at all changes nothing: a feed always follows something. */
    boolean want(Collection<String> markets) {
        if (markets.isEmpty() || wanted.equals(new TreeSet<>(markets))) {
            return false;
        }
        wanted.clear();
        wanted.addAll(markets);
        return true;
    }

    /** Channels that follow every market have no list. */
    void subscribed(Subscription subscription) {
        confirmed.add(subscription.channel);
        askedAt.remove(subscription.channel);
        if (OF_MARKETS.contains(subscription.channel)) {
            List<String> opening = requested.getOrDefault("", List.of());
            subscription.markets.addAll(requested.getOrDefault(subscription.channel, opening));
        }
    }

    String subscribe(String channel, Collection<String> markets, boolean useYesPrice) {
        requested.put(channel, List.copyOf(markets));
        return commands.subscribe(channel, markets, useYesPrice);
    }

    /** The markets of a subscription, also those whose first snapshot was lost. */
    List<String> all(Collection<String> subscribed) {
        SortedSet<String> all = new TreeSet<>(subscribed);
        all.addAll(wanted);
        return List.copyOf(all);
    }

    /** Whether the market is neither wanted nor, still, followed. */
    boolean isGone(String market, Collection<Subscription> subscriptions) {
        return !wanted.isEmpty()
                && !wanted.contains(market)
                && subscriptions.stream().noneMatch(each -> !each.retired && each.markets.contains(market));
    }

    /** The commands that are due. */
    List<String> due(Collection<Subscription> subscriptions, boolean useYesPrice, Instant now) {
        List<String> due = new ArrayList<>();
        for (Subscription subscription : subscriptions) {
            if (!subscription.retired && OF_MARKETS.contains(subscription.channel)) {
                if (subscription.change.isOverdue(now)) {
                    refused(subscription, 0, "no answer", now);
                }
                subscription.change.due(subscription.markets, wanted, now).ifPresent(step -> {
                    Commands.Command command = commands.change(subscription.sid, step);
                    subscription.change.sent(command.id(), step, now);
                    LOG.info(
                            "Feed {}: {} {} market(s) of {} on the running connection.",
                            feed,
                            step.adds() ? "adding" : "removing",
                            step.markets().size(),
                            subscription.channel);
                    due.add(command.text());
                });
            } else if (isToBeSubscribedAgain(subscription, subscriptions, now)) {
                askedAt.put(subscription.channel, now);
                due.add(subscribe(
                        subscription.channel,
                        OF_MARKETS.contains(subscription.channel) ? wanted : List.of(),
                        useYesPrice));
            }
        }
        return due;
    }

    /** A subscription that has ended has books to be healed, which brings a new one, or else it is for us to ask for it. */
    private boolean isToBeSubscribedAgain(Subscription ended, Collection<Subscription> subscriptions, Instant now) {
        Instant asked = askedAt.get(ended.channel);
        return ended.retired
                && confirmed.contains(ended.channel)
                && ended.gaps.isEmpty()
                && (!OF_MARKETS.contains(ended.channel) || !wanted.isEmpty())
                && (asked == null || !now.isBefore(asked.plus(ANSWER)))
                && subscriptions.stream()
                        .noneMatch(each -> each != ended
                                && each.channel.equals(ended.channel)
                                && (!each.retired || !each.gaps.isEmpty()));
    }

    /** A change was confirmed, with the complete list if the exchange gives it. */
    void confirmed(Subscription subscription, JsonNode frame) {
        JsonNode list = frame.path("msg").has("market_tickers")
                ? frame.path("msg").path("market_tickers")
                : frame.path("market_tickers");
        if (list.isArray()) {
            subscription.markets.clear();
            list.forEach(ticker -> subscription.markets.add(ticker.asText()));
        }
        subscription.change.done(frame.path("id").asLong(-1)).ifPresent(step -> {
            if (list.isArray()) {
                subscription.change.settleFor(step, subscription.markets);
            } else if (step.adds()) {
                subscription.markets.addAll(step.markets());
            } else {
                subscription.markets.removeIf(step.markets()::contains);
            }
        });
    }

    /** Whether the error answers a change of markets; some errors of a subscription name no command. */
    static boolean isAnsweredBy(Subscription subscription, JsonNode error) {
        return error.path("id").isIntegralNumber()
                ? subscription.change.awaits(error.get("id").asLong())
                : subscription.change.awaitsAnything() && error.path("sid").asLong(-1) == subscription.sid;
    }

    void refused(Subscription subscription, int code, String text, Instant now) {
        subscription.change.refused(code, now).ifPresent(step -> {
            Collection<String> lost = step.adds() && subscription.change.isGivenUp()
                    ? MarketChange.difference(wanted, subscription.markets)
                    : step.markets();
            LOG.error(
                    "Feed {}: the exchange does not {} {} market(s) of {} (error {}, {}), {}: {}",
                    feed,
                    step.adds() ? "add" : "remove",
                    lost.size(),
                    subscription.channel,
                    code,
                    text,
                    step.adds() ? "so they are not recorded; give them another feed" : "so they are recorded still",
                    first(lost));
        });
    }

    private static String first(Collection<String> markets) {
        String shown =
                String.join(", ", markets.stream().limit(MARKETS_IN_A_LINE).toList());
        return markets.size() > MARKETS_IN_A_LINE ? shown + ", …" : shown;
    }
}
