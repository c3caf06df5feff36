package tickhouse.feed;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tickhouse.batch.GapEvent;
import tickhouse.batch.Gaps;
import tickhouse.batch.Row;
import tickhouse.book.Finding;

/**
 * What one feed declares: each gap when it is noticed and again when it is healed, the opening and the end of each connection.
 * Guarded by the feed's lock.
 */
final class FeedGaps {
    private static final Logger LOG = LoggerFactory.getLogger(FeedGaps.class);

    private final String feed;
    private final Gaps gaps;
    /** Gaps of earlier connections, which the snapshots of this one heal. */
    private final List<OpenGap> inherited = new ArrayList<>();

    /** What was declared and is in no batch file yet: if the process is killed, the next one declares it again. */
    private final List<Row> undeclared = new ArrayList<>();

    /** Gaps that went on since they were last declared. */
    private final Set<OpenGap> widened = new LinkedHashSet<>();

    private String session = "";
    private int ofSession;

    FeedGaps(String feed, Gaps gaps) {
        this.feed = feed;
        this.gaps = gaps;
    }

    /** Gaps of a connection are named by its session and counted. */
    void begin(String newSession, int soFar) {
        session = newSession;
        ofSession = soFar;
    }

    String session() {
        return session;
    }

    int ofSession() {
        return ofSession;
    }

    void declare(Row declaration) {
        undeclared.add(declaration);
        gaps.declare(declaration);
    }

    void declare(Finding finding, Instant at) {
        declare(finding.row(feed, session, at));
    }

    /** A batch file holds these declarations. */
    void declared(Collection<Row> declarations) {
        undeclared.removeAll(declarations);
    }

    <T extends Row> List<T> undeclared(Class<T> kind) {
        return undeclared.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    void declareWidened() {
        widened.forEach(gap -> declare(gap.gap()));
        widened.clear();
    }

    /** A gap of the whole connection. */
    GapEvent ofConnection(Loss loss, List<String> stale) {
        return gap(null, "", loss, stale);
    }

    /** A gap of a subscription, or the one before if that goes on with it. */
    GapEvent declare(Subscription subscription, Loss loss, List<String> stale) {
        OpenGap newest = subscription.newestGap;
        if (newest != null && loss.last() != null && newest.goesOnWith(loss)) {
            newest.goOn(loss.last(), loss);
            widened.add(newest);
            return newest.gap();
        }
        GapEvent gap = gap(subscription.sid, subscription.channel, loss, stale);
        declare(gap);
        LOG.warn(
                "Feed {}: gap {} in subscription {}: {}{}.",
                feed,
                gap.gapId(),
                subscription.sid,
                stale.size() == 1 ? stale.get(0) + ": " : "",
                loss.words());
        OpenGap declared = new OpenGap(gap);
        subscription.newestGap = declared;
        if (!gap.markets().isEmpty()) {
            subscription.gaps.add(declared);
        }
        return gap;
    }

    GapEvent gap(@Nullable Long sid, String channel, Loss loss, List<String> stale) {
        return new GapEvent(
                session + "/" + ++ofSession,
                1,
                feed,
                session,
                sid,
                channel,
                loss.cause(),
                loss.first(),
                loss.last(),
                loss.rows(),
                loss.wholeUntil(),
                loss.noticedAt(),
                stale,
                "",
                null,
                loss.detail());
    }

    /** A gap that an earlier connection, or an earlier process, left behind. */
    void inherit(GapEvent gap) {
        declare(gap);
        inheritDeclared(gap);
    }

    void inheritDeclared(GapEvent gap) {
        if (!gap.markets().isEmpty()) {
            inherited.add(new OpenGap(gap));
        }
    }

    /** The connection is over: the next one heals what this one has not. */
    void inheritUnhealed(Collection<Subscription> subscriptions) {
        subscriptions.forEach(subscription -> {
            inherited.addAll(subscription.gaps);
            subscription.gaps.clear();
        });
    }

    List<OpenGap> inherited() {
        return inherited;
    }

    /** Those of the earlier connections and of this one. */
    List<GapEvent> unhealed(Collection<Subscription> subscriptions) {
        return Stream.concat(
                        inherited.stream(), subscriptions.stream().flatMap(subscription -> subscription.gaps.stream()))
                .map(OpenGap::gap)
                .toList();
    }

    /** A market has a fresh snapshot, or is not followed any more. */
    void heal(List<OpenGap> open, String ticker, String by, Instant at) {
        open.removeIf(gap -> {
            boolean last = gap.heals(ticker);
            if (last) {
                declare(gap.healed(gap.gap().healed(by, at)));
                widened.remove(gap);
                LOG.info("Feed {}: the gap {} is healed by {}.", feed, gap.gap().gapId(), by);
            }
            return last;
        });
    }
}
