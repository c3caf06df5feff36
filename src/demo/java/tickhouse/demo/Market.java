package tickhouse.demo;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/** One market with its book and its statistics. Only the event loop touches it. */
final class Market {
    enum Status {
        ACTIVE("active", "open"),
        FINALIZED("finalized", "settled");

        private final String wireName;
        private final String filterWord;

        Status(String wireName, String filterWord) {
            this.wireName = wireName;
            this.filterWord = filterWord;
        }

        String wireName() {
            return wireName;
        }

        /** The word that selects this status in a REST query, which is not the one in the reply. */
        String filterWord() {
            return filterWord;
        }
    }

    private final Event event;
    private final String ticker;
    private final String id;
    private final BigDecimal step;
    private final boolean quiet;
    private final Instant opened;
    private final OrderBook book = new OrderBook();

    private Status status = Status.ACTIVE;
    private String result = "";
    private int fairTick;
    private BigDecimal lastPrice = Numbers.NO_DOLLARS;
    private BigDecimal lastCount = Numbers.NO_CONTRACTS;
    private BigDecimal volume = Numbers.NO_CONTRACTS;
    private BigDecimal turnover = Numbers.NO_DOLLARS;

    /** A quiet market keeps the book it was given: the generator leaves it alone. */
    Market(Event event, String ticker, BigDecimal step, int fairTick, boolean quiet, Instant opened) {
        this.event = event;
        this.ticker = ticker;
        this.id =
                UUID.nameUUIDFromBytes(ticker.getBytes(StandardCharsets.UTF_8)).toString();
        this.step = Numbers.price(step);
        this.fairTick = fairTick;
        this.quiet = quiet;
        this.opened = opened;
    }

    Event event() {
        return event;
    }

    String ticker() {
        return ticker;
    }

    String id() {
        return id;
    }

    OrderBook book() {
        return book;
    }

    BigDecimal step() {
        return step;
    }

    /** The number of price steps in a dollar. */
    int ticks() {
        return Numbers.ONE_DOLLAR.divideToIntegralValue(step).intValue();
    }

    BigDecimal priceAt(int tick) {
        return step.multiply(BigDecimal.valueOf(tick));
    }

    int fairTick() {
        return fairTick;
    }

    void fairTick(int tick) {
        fairTick = tick;
    }

    /** The highest tick at which a bid on this side does not cross the fair price. */
    int highestTick(Side side) {
        return side == Side.YES ? fairTick - 1 : ticks() - fairTick - 1;
    }

    boolean trades() {
        return status == Status.ACTIVE && !quiet;
    }

    Status status() {
        return status;
    }

    Instant opened() {
        return opened;
    }

    String result() {
        return result;
    }

    void settle(String outcome) {
        status = Status.FINALIZED;
        result = outcome;
    }

    void traded(Trade trade) {
        lastPrice = trade.yesPrice();
        lastCount = trade.count();
        volume = volume.add(trade.count());
        turnover = turnover.add(trade.count().multiply(trade.yesPrice()));
    }

    BigDecimal lastPrice() {
        return lastPrice;
    }

    BigDecimal lastCount() {
        return lastCount;
    }

    BigDecimal volume() {
        return volume;
    }

    BigDecimal turnover() {
        return turnover;
    }
}
