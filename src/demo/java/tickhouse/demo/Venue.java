package tickhouse.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** What happens at the exchange, and who is told. Only the event loop touches it. */
final class Venue {
    private final SortedMap<String, Market> markets = new TreeMap<>();
    private final Map<String, Event> events = new TreeMap<>();
    private final Map<String, Series> series = new TreeMap<>();
    // A subscriber may go while the others are told.
    private final List<Session> sessions = new CopyOnWriteArrayList<>();
    private final Set<Market> stale = new LinkedHashSet<>();
    private final VenueClock clock;
    private final Faults faults = new Faults();
    private final TradeTape tape;
    private List<Market> trading = List.of();

    Venue(Collection<Market> listed, VenueClock clock, long seed) {
        this.clock = clock;
        this.tape = new TradeTape(seed);
        Listing.series().forEach(each -> series.put(each.ticker(), each));
        listed.forEach(this::list);
    }

    private void list(Market market) {
        Event event = market.event();
        markets.put(market.ticker(), market);
        events.putIfAbsent(event.ticker(), event);
        series.putIfAbsent(event.series(), new Series(event.series(), event.series()));
        chooseTrading();
    }

    SortedMap<String, Market> markets() {
        return markets;
    }

    Map<String, Event> events() {
        return events;
    }

    Map<String, Series> series() {
        return series;
    }

    List<Session> sessions() {
        return sessions;
    }

    Faults faults() {
        return faults;
    }

    TradeTape tape() {
        return tape;
    }

    Instant now() {
        return clock.now();
    }

    Market market(String ticker) {
        return find(ticker).orElseThrow(() -> new IllegalArgumentException("No market " + ticker));
    }

    Optional<Market> find(String ticker) {
        return Optional.ofNullable(markets.get(ticker));
    }

    /** The markets that move: those whose books are followed, or all if none is. */
    List<Market> trading() {
        return trading;
    }

    /** Chooses the markets that move; needed after each change of subscriptions or listings. */
    void chooseTrading() {
        Map<String, Market> followed = new LinkedHashMap<>();
        for (Session session : sessions) {
            session.subscription(Channels.ORDERBOOK).ifPresent(subscription -> {
                subscription.tickers().forEach(ticker -> find(ticker)
                        .filter(Market::trades)
                        .ifPresent(market -> followed.put(ticker, market)));
            });
        }
        trading = followed.isEmpty()
                ? markets.values().stream().filter(Market::trades).toList()
                : new ArrayList<>(followed.values());
    }

    void delta(Market market, Side side, BigDecimal price, BigDecimal change, Instant at) {
        market.book().change(side, price, change);
        stale.add(market);
        publish(
                Channels.ORDERBOOK,
                Channels.ORDERBOOK,
                market.ticker(),
                subscription -> Messages.delta(market, side, price, change, at, subscription.useYesPrice()));
    }

    /** Adds one contract to the lowest YES level of the first of these markets that is listed. */
    void nudge(Collection<String> tickers) {
        tickers.stream()
                .flatMap(ticker -> find(ticker).stream())
                .findFirst()
                .ifPresent(market -> delta(market, Side.YES, market.step(), Numbers.count(BigDecimal.ONE), now()));
    }

    /** A taker takes from the other side's best bids. */
    void trade(Market market, Side taker, BigDecimal restingPrice, BigDecimal count, Instant at) {
        delta(market, taker.other(), restingPrice, count.negate(), at);
        BigDecimal yesPrice = taker == Side.YES ? Numbers.mirror(restingPrice) : restingPrice;
        Trade trade = tape.add(market, yesPrice, count, taker, at);
        market.traded(trade);
        publish(Channels.TRADE, "trade", market.ticker(), subscription -> Messages.trade(trade));
    }

    /** Tells the subscribers of tickers, once for each market that has changed since the last time. */
    void publishTickers() {
        for (Market market : stale) {
            for (Session session : sessions) {
                session.subscription(Channels.TICKER)
                        .filter(subscription -> subscription.covers(market.ticker()))
                        .ifPresent(subscription ->
                                session.unsequenced(subscription, "ticker", Messages.ticker(market, now())));
            }
        }
        stale.clear();
    }

    void create(Market market) {
        list(market);
        lifecycle(market, Lifecycle.created(market));
        lifecycle(market, Lifecycle.activated(market));
    }

    /** Ends a market: its book is wiped, and its subscribers see that as an unasked snapshot without levels. */
    void settle(Market market, String outcome) {
        market.settle(outcome);
        market.book().clear();
        chooseTrading();
        emptySnapshot(market);
        lifecycle(market, Lifecycle.determined(market, now()));
        lifecycle(market, Lifecycle.settled(market, now()));
    }

    private void lifecycle(Market market, JsonNode body) {
        publish(Channels.LIFECYCLE, "market_lifecycle_v2", market.ticker(), subscription -> body);
    }

    void emptySnapshot(Market market) {
        publish(
                Channels.ORDERBOOK,
                "orderbook_snapshot",
                market.ticker(),
                subscription -> Messages.emptySnapshot(market.ticker(), market.id()));
    }

    void endSubscription(int connection, int sid, ErrorCode code) {
        for (Session session : sessions) {
            if (session.connection() == connection) {
                session.subscription(sid).ifPresent(subscription -> session.end(subscription, code));
            }
        }
        chooseTrading();
    }

    private void publish(String channel, String type, String ticker, Function<Subscription, JsonNode> body) {
        for (Session session : sessions) {
            session.subscription(channel)
                    .filter(subscription -> subscription.covers(ticker))
                    .ifPresent(subscription ->
                            session.sequenced(subscription, Envelope.of(type).body(body.apply(subscription))));
        }
    }
}
