package tickhouse.feed;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** How the books of a connection that a gap has put in doubt get fresh snapshots. Guarded by the feed's lock. */
final class Healing {
    private final FeedGaps gaps;
    private final Commands commands;
    private final Following following;
    private Resync resync = new Resync();

    Healing(FeedGaps gaps, Commands commands, Following following) {
        this.gaps = gaps;
        this.commands = commands;
        this.following = following;
    }

    /** A new connection begins with snapshots of everything. */
    void begin() {
        resync = new Resync();
    }

    /** The subscription has a new gap. */
    void needed(Subscription subscription, Instant at) {
        if (!subscription.gaps.isEmpty()) {
            resync.needed(at);
        }
    }

    /** The subscription has a new gap, and no answer is to be expected from it. */
    void subscriptionEnded(Subscription subscription, Instant at) {
        if (!subscription.gaps.isEmpty()) {
            resync.subscriptionEnded(at);
        }
    }

    /** A market of the subscription has a fresh snapshot. */
    void snapshot(Subscription subscription, String ticker, Collection<Subscription> all, Instant at) {
        gaps.heal(subscription.gaps, ticker, resync.means(), at);
        gaps.heal(gaps.inherited(), ticker, "new connection", at);
        for (Subscription other : all) {
            if (other.retired) {
                gaps.heal(other.gaps, ticker, "new subscription", at);
            }
        }
        overIfHealed(all, at);
    }

    /** No snapshot will come of a market that is not followed any more: no gap waits for it. */
    void removed(String market, Collection<Subscription> all, Instant now) {
        gaps.heal(gaps.inherited(), market, "market removed", now);
        all.forEach(subscription -> gaps.heal(subscription.gaps, market, "market removed", now));
        overIfHealed(all, now);
    }

    /** The markets that gaps wait for. */
    SortedSet<String> stale(Collection<Subscription> all) {
        SortedSet<String> stale = new TreeSet<>();
        gaps.inherited().forEach(gap -> stale.addAll(gap.stale()));
        all.forEach(subscription -> stale.addAll(subscription.stale()));
        return stale;
    }

    private void overIfHealed(Collection<Subscription> all, Instant at) {
        if (isHealed(all)) {
            resync.over(at);
        }
    }

    private static boolean isHealed(Collection<Subscription> all) {
        return all.stream().allMatch(subscription -> subscription.gaps.isEmpty());
    }

    /** What is to be done now. */
    Resync.Step due(Collection<Subscription> all, boolean useYesPrice, Instant now) {
        if (isHealed(all)) {
            return Resync.Step.NOTHING;
        }
        return switch (resync.due(now)) {
            case NOT_YET -> Resync.Step.NOTHING;
            case SNAPSHOTS -> new Resync.Step(snapshots(all), false);
            case SUBSCRIPTION -> new Resync.Step(subscriptions(all, useYesPrice), false);
            case CONNECTION -> new Resync.Step(List.of(), true);
        };
    }

    private List<String> snapshots(Collection<Subscription> all) {
        List<String> texts = new ArrayList<>();
        for (Subscription subscription : all) {
            SortedSet<String> stale = subscription.stale();
            if (!stale.isEmpty()) {
                commands.snapshots(subscription.sid, stale).forEach(command -> texts.add(command.text()));
            }
        }
        return texts;
    }

    private List<String> subscriptions(Collection<Subscription> all, boolean useYesPrice) {
        List<String> texts = new ArrayList<>();
        for (Subscription subscription : all) {
            if (!subscription.gaps.isEmpty()) {
                if (!subscription.retired) {
                    texts.add(commands.unsubscribe(subscription.sid));
                    subscription.retired = true;
                }
                texts.add(following.subscribe(subscription.channel, subscription.markets, useYesPrice));
            }
        }
        return texts;
    }
}
