package tickhouse.demo;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Invents series, events and markets whose tickers follow Kalshi's grammar. */
final class Listing {
    private static final BigDecimal CENT = new BigDecimal("0.01");
    private static final BigDecimal TENTH_OF_A_CENT = new BigDecimal("0.001");
    private static final int MARKETS_PER_EVENT = 10;

    private record Template(Series series, String strike, double first, double interval, BigDecimal step) {
        String strike(int index) {
            return String.format(Locale.ROOT, strike, first + interval * index);
        }
    }

    private static final List<Template> TEMPLATES = List.of(
            new Template(new Series("KXDEMOBTCD", "Demo bitcoin price"), "T%.2f", 69499.99, 500, CENT),
            new Template(new Series("KXDEMOHIGH", "Demo highest temperature"), "B%.1f", 40.5, 2, CENT),
            new Template(new Series("KXDEMORAIN", "Demo rainfall"), "T%.0f", 1, 1, TENTH_OF_A_CENT),
            new Template(new Series("KXDEMOGAME", "Demo game"), "TEAM%.0f", 1, 1, CENT));

    private final Random random;
    private final Instant opened;

    Listing(Random random, Instant opened) {
        this.random = random;
        this.opened = opened;
    }

    /** Of three or more, the last market but one has an empty book, and the last only YES bids. */
    List<Market> markets(int count) {
        List<Market> markets = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            int fromEnd = count < 3 ? 0 : count - index;
            boolean quiet = fromEnd == 1 || fromEnd == 2;
            Market market = market(index, quiet);
            if (fromEnd != 2) {
                fill(market, Side.YES);
            }
            if (!quiet) {
                fill(market, Side.NO);
            }
            markets.add(market);
        }
        return markets;
    }

    private Market market(int index, boolean quiet) {
        Template template = TEMPLATES.get(index % TEMPLATES.size());
        int place = index / TEMPLATES.size();
        int day = place / MARKETS_PER_EVENT;
        String eventTicker =
                String.format(Locale.ROOT, "%s-%02dDEC%02d", template.series().ticker(), 26 + day / 31, 1 + day % 31);
        Event event = new Event(
                eventTicker, template.series().ticker(), template.series().title() + ", day " + (day + 1));
        String ticker = eventTicker + "-" + template.strike(place % MARKETS_PER_EVENT);
        int ticks = Numbers.ONE_DOLLAR.divideToIntegralValue(template.step()).intValue();
        int fair = ticks / 5 + random.nextInt(ticks * 3 / 5);
        return new Market(event, ticker, template.step(), fair, quiet, opened);
    }

    private void fill(Market market, Side side) {
        int highest = market.highestTick(side);
        int levels = Math.min(highest, 5 + random.nextInt(15));
        for (int level = 0; level < levels; level++) {
            market.book().change(side, market.priceAt(highest - level), Sizes.draw(random));
        }
    }

    static List<Series> series() {
        return TEMPLATES.stream().map(Template::series).toList();
    }
}
