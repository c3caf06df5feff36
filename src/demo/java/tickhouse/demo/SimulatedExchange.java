package tickhouse.demo;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;

/** A Kalshi that runs in this process and listens on 127.0.0.1; any thread may use it. */
public final class SimulatedExchange implements AutoCloseable {
    private static final String WEB_SOCKET_PATH = "/trade-api/ws/v2";
    private static final int LARGEST_MESSAGE = 64 * 1024 * 1024;

    private final ExchangeOptions options;
    private final EventLoop loop = new EventLoop();
    private final VenueClock clock = new VenueClock();
    private final Ledger ledger;
    private final Venue venue;
    private final MarketGenerator generator;
    private final SignatureCheck check;
    private final Handshake handshake;
    private final RestApi rest;
    private final HttpServer server;

    public SimulatedExchange(ExchangeOptions options) {
        this.options = options;
        Random random = new Random(options.seed());
        Instant opened = clock.now().minus(Duration.ofHours(1));
        ledger = options.openLedger();
        venue = new Venue(new Listing(random, opened).markets(options.markets()), clock, options.seed());
        generator = new MarketGenerator(venue, random, options.rate());
        check = new SignatureCheck(options.keys());
        handshake = new Handshake(venue, ledger, check, options.playback(), options.writeQueueBytes());
        rest = new RestApi(venue, check);
        server = loop.vertx()
                .createHttpServer(new HttpServerOptions()
                        .setHttp2ClearTextEnabled(false)
                        .setMaxWebSocketFrameSize(LARGEST_MESSAGE)
                        .setMaxWebSocketMessageSize(LARGEST_MESSAGE))
                .requestHandler(this::handle);
    }

    public SimulatedExchange start() {
        loop.await(() -> server.listen(options.port(), "127.0.0.1"));
        loop.run(() -> {
            loop.every(Duration.ofMillis(5), generator::tick);
            loop.every(Duration.ofSeconds(1), this::everySecond);
            loop.every(options.pingInterval(), this::ping);
        });
        return this;
    }

    private void handle(HttpServerRequest request) {
        if (WEB_SOCKET_PATH.equals(request.path())) {
            handshake.handle(request);
        } else {
            rest.handle(request);
        }
    }

    private void everySecond() {
        if (!venue.faults().silent()) {
            venue.publishTickers();
        }
        ledger.flush();
    }

    private void ping() {
        if (venue.faults().pings()) {
            venue.sessions().forEach(Session::ping);
        }
    }

    @Override
    public void close() {
        loop.close();
        ledger.close();
    }

    public int port() {
        return server.actualPort();
    }

    public String webSocketUrl() {
        return "ws://127.0.0.1:" + port() + WEB_SOCKET_PATH;
    }

    public String restUrl() {
        return "http://127.0.0.1:" + port() + RestApi.ROOT;
    }

    /** Sets how much is traded from now on; 0 is silence. */
    public void rate(int framesPerSecond) {
        loop.run(() -> generator.rate(framesPerSecond));
    }

    /** Stops trading and returns when all that was sent has left. */
    public void quiesce() {
        loop.await(() -> {
            generator.rate(0);
            venue.publishTickers();
            venue.sessions().forEach(Session::releaseSwapped);
            ledger.flush();
            return Future.join(venue.sessions().stream().map(Session::lastWrite).toList());
        });
    }

    /** Every market listed, sorted, settled ones too. */
    public List<String> tickers() {
        return loop.call(() -> List.copyOf(venue.markets().keySet()));
    }

    public BookSnapshot book(String ticker) {
        return loop.call(() -> {
            OrderBook book = venue.market(ticker).book();
            return new BookSnapshot(ticker, book.side(Side.YES), book.side(Side.NO));
        });
    }

    /** Changes one level and tells the subscribers. */
    public void delta(String ticker, Side side, BigDecimal price, BigDecimal change) {
        loop.run(() ->
                venue.delta(venue.market(ticker), side, Numbers.price(price), Numbers.count(change), venue.now()));
    }

    /** Lets a taker take from the best bid of the other side, and tells the subscribers. */
    public void trade(String ticker, Side taker, BigDecimal count) {
        loop.run(() -> {
            Market market = venue.market(ticker);
            BigDecimal price = market.book()
                    .best(taker.other())
                    .orElseThrow(() -> new IllegalArgumentException("No bid to take in " + ticker));
            venue.trade(market, taker, price, Numbers.count(count), venue.now());
        });
    }

    /** Sends a text, as it is, to every open connection. */
    public void sendRaw(String text) {
        loop.run(() -> venue.sessions().forEach(session -> session.raw(text)));
    }

    public void inject(Fault fault) {
        loop.run(() -> fault.inject(venue));
    }

    /** The number of injected faults that still wait for their occasion. */
    public int pendingFaults() {
        return loop.call(venue.faults()::pending);
    }

    /** Ends a {@link Fault.Silence}; commands received meanwhile are answered now. */
    public void resume() {
        loop.run(venue.faults()::resume);
    }

    /** Makes the exchange's clock wrong by an amount, in frames and in the check of signatures. */
    public void clockOffset(Duration offset) {
        clock.offset(offset);
    }

    /** Whether the exchange has forgotten every key; open connections stay. */
    public void revokeKeys(boolean revoked) {
        loop.run(() -> check.revokeKeys(revoked));
    }

    /** Lists a market with an empty book; its series is the event's ticker up to the first hyphen. */
    public void createMarket(String ticker, String eventTicker) {
        loop.run(() -> {
            String series = eventTicker.split("-", 2)[0];
            Event event = venue.events().getOrDefault(eventTicker, new Event(eventTicker, series, eventTicker));
            venue.create(new Market(event, ticker, new BigDecimal("0.01"), 50, false, venue.now()));
        });
    }

    /** Settles a market to its winning side and wipes its book. */
    public void settleMarket(String ticker, Side winner) {
        loop.run(() -> venue.settle(venue.market(ticker), winner.wireName()));
    }

    /** The number of open connections. */
    public int connections() {
        return venue.sessions().size();
    }

    /** The number of handshakes, accepted or not. */
    public int connectionAttempts() {
        return handshake.attempts();
    }

    /** Whether any handshake carried an {@code Origin} header. */
    public boolean originSeen() {
        return handshake.originSeen();
    }

    public List<ReceivedCommand> commands() {
        return ledger.commands();
    }

    /** Path and query of every REST call so far, in order. */
    public List<String> restCalls() {
        return loop.call(rest::calls);
    }

    /** The last sequence number sent on a subscription, or nothing if none was. */
    public OptionalLong lastSequence(int connection, int sid) {
        return ledger.lastSequence(connection, sid);
    }
}
