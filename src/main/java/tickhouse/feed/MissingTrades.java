package tickhouse.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tickhouse.batch.GapEvent;
import tickhouse.batch.Gaps;

/** The times of which a feed still lacks trades. Guarded by the feed's lock. */
final class MissingTrades {
    private static final Logger LOG = LoggerFactory.getLogger(MissingTrades.class);
    private static final int MOST_ATTEMPTS = 8;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    /** By then the rows are in a file: until then the next process would have to fetch them again. */
    private static final Duration ON_THE_WAY = Duration.ofMinutes(1);

    private final String feed;
    private final Gaps gaps;
    private final Map<String, Missing> missing = new TreeMap<>();

    private static final class Missing {
        TradeSpan span;
        int attempts;
        Instant notBefore = Instant.EPOCH;
        boolean fetched;

        Missing(TradeSpan span) {
            this.span = span;
        }
    }

    MissingTrades(String feed, Gaps gaps) {
        this.feed = feed;
        this.gaps = gaps;
    }

    /**
     * Until trades come again, their end is not known.
     *
     * @param numbered whether numbers of a subscription of trades are missing: then the trades heal the gap
     */
    void missing(GapEvent gap, List<String> markets, boolean numbered) {
        add(span(gap, null, markets, numbered));
    }

    /** Trades of one subscription, which goes on. */
    void missingUntil(Instant end, GapEvent gap, List<String> markets) {
        add(span(gap, end, markets, true));
    }

    private TradeSpan span(GapEvent gap, @Nullable Instant end, List<String> markets, boolean numbered) {
        return new TradeSpan(gap.gapId(), feed, gap.session(), gap.fromTs(), end, markets, numbered ? gap : null);
    }

    void add(TradeSpan span) {
        missing.put(span.id(), new Missing(span));
    }

    /** Trades come again, of these markets. */
    void over(Instant at, Collection<String> markets) {
        for (Missing each : missing.values()) {
            if (each.span.to() == null) {
                TreeSet<String> all = new TreeSet<>(each.span.markets());
                all.addAll(markets);
                each.span = each.span.until(at, List.copyOf(all));
            }
        }
    }

    /** What is to be fetched now: each once, until the attempt has failed. */
    List<TradeSpan> due(Instant now, Duration delay) {
        missing.values().removeIf(each -> each.fetched && !now.isBefore(each.notBefore));
        List<TradeSpan> due = new ArrayList<>();
        for (Missing each : missing.values()) {
            Instant to = each.span.to();
            if (!each.fetched && to != null && !now.isBefore(to.plus(delay)) && !now.isBefore(each.notBefore)) {
                each.attempts++;
                each.notBefore = now.plus(FIRST_PAUSE.multipliedBy(1L << (each.attempts - 1)));
                due.add(each.span);
            }
        }
        return due;
    }

    /** The rows are on their way into a file. */
    void fetched(TradeSpan span, Instant now) {
        Missing done = missing.get(span.id());
        if (done != null) {
            done.fetched = true;
            done.notBefore = now.plus(ON_THE_WAY);
            span.gap().ifPresent(gap -> gaps.declare(gap.healed("backfill", now)));
        }
    }

    /** After the last attempt the trades are given up, and a gap says so. */
    void failed(TradeSpan span, String reason, Instant now) {
        Missing failed = missing.get(span.id());
        if (failed != null && failed.attempts >= MOST_ATTEMPTS) {
            missing.remove(span.id());
            LOG.error(
                    "Feed {}: the trades from {} to {} could not be fetched, and are given up: {}.",
                    span.feed(),
                    span.from(),
                    span.to(),
                    reason);
            gaps.declare(new GapEvent(
                    span.id() + "/trades",
                    1,
                    span.feed(),
                    span.session(),
                    null,
                    Subscription.TRADES,
                    "trades not fetched",
                    null,
                    null,
                    0,
                    span.from(),
                    span.to() == null ? now : span.to(),
                    List.of(),
                    "",
                    null,
                    reason));
        }
    }

    /** What a later process would have to fetch. */
    List<TradeSpan> all() {
        return missing.values().stream().map(each -> each.span).toList();
    }
}
