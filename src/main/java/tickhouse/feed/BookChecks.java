package tickhouse.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tickhouse.book.BookCheck.Result;
import tickhouse.book.Books;
import tickhouse.book.Finding;
import tickhouse.kalshi.OrderBookEvent;

/**
 * Compares recorded books with the exchange's: asks for snapshots, each of which has its place in the sequence, so that the book
 * before it must be equal. Guarded by the feed's lock.
 */
final class BookChecks {
    private static final Logger LOG = LoggerFactory.getLogger(BookChecks.class);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    /** One price move is two deltas: for a moment the book may be crossed. */
    private static final Duration CROSSED = Duration.ofSeconds(5);

    private final String feed;
    private final Commands commands;
    private final Books books;
    private final Losses losses;
    /** By the id of the command. */
    private final Map<Long, Asked> asked = new HashMap<>();
    /** A book was wrong although no number was missing: the others of its subscription may be too. */
    private final Set<Long> suspect = new HashSet<>();

    /** The command that the newest snapshot answers; 0 if none. */
    private long answered;

    private record Asked(long sid, Set<String> markets, Instant at, boolean ofAll) {}

    BookChecks(String feed, Commands commands, Books books, Losses losses) {
        this.feed = feed;
        this.commands = commands;
        this.books = books;
        this.losses = losses;
    }

    void begin() {
        books.clear();
        asked.clear();
        suspect.clear();
    }

    /** The market is not followed any more. */
    void removed(String market) {
        books.doubt(market);
    }

    /** The rows of a snapshot come next. */
    void snapshotAnswers(long command) {
        answered = command;
    }

    /** A frame of order books has become rows. */
    void apply(List<OrderBookEvent> rows) {
        OrderBookEvent first = rows.get(0);
        apply(rows, first.eventType().equals("snapshot") ? answered : 0)
                .ifPresent(finding -> losses.found(finding, first.receivedTs()));
    }

    private Optional<Finding> apply(List<OrderBookEvent> rows, long command) {
        OrderBookEvent first = rows.get(0);
        Asked check = asked.get(command);
        if (check == null || !check.markets().remove(first.marketTicker())) {
            return books.apply(rows, false);
        }
        if (check.markets().isEmpty()) {
            asked.remove(command);
        }
        Optional<Finding> finding = books.apply(rows, true);
        if (!check.ofAll() && finding.stream().anyMatch(each -> each.result() == Result.DIFFERENT)) {
            suspect.add(first.sid());
        }
        return finding;
    }

    /** The commands that ask for the next sample: the books that have gone unproven longest. */
    List<String> ask(int sample, Instant now) {
        List<String> texts = new ArrayList<>();
        ask(books.longestUnproven(sample), false, now, texts);
        if (!suspect.isEmpty()) {
            askAllOfSuspects(now, texts);
        }
        return texts;
    }

    private void askAllOfSuspects(Instant now, List<String> texts) {
        Map<Long, List<String>> all = books.longestUnproven(Integer.MAX_VALUE);
        all.keySet().retainAll(suspect);
        suspect.clear();
        all.forEach((sid, markets) -> LOG.warn(
                "Feed {}: a recorded book differed, so all {} of subscription {} are checked.",
                feed,
                markets.size(),
                sid));
        ask(all, true, now, texts);
    }

    private void ask(Map<Long, List<String>> chosen, boolean ofAll, Instant now, List<String> texts) {
        chosen.forEach((sid, markets) -> commands.snapshots(sid, markets).forEach(command -> {
            asked.put(command.id(), new Asked(sid, new LinkedHashSet<>(command.markets()), now, ofAll));
            texts.add(command.text());
        }));
    }

    /** Declares what has come to light without a frame. */
    void due(Instant now) {
        List<Finding> findings = new ArrayList<>(books.crossedFor(CROSSED, now));
        asked.values().removeIf(check -> {
            boolean overdue = !now.isBefore(check.at().plus(ANSWER));
            if (overdue) {
                check.markets()
                        .forEach(market -> books.unanswered(check.sid(), market).ifPresent(findings::add));
            }
            return overdue;
        });
        findings.forEach(finding -> losses.found(finding, now));
    }
}
