package tickhouse.demo.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tickhouse.demo.oracle.Account.Gap;
import tickhouse.demo.oracle.NumberedRows.Place;
import tickhouse.demo.oracle.Sent.Stream;

/** The accounts of all subscriptions, and what their comparison with the ledger finds. */
final class Accounts {
    private static final String GAPS = "SELECT session, ifNull(sid, 0), cause, ifNull(first_missing_seq, 0),"
            + " ifNull(last_missing_seq, 0) FROM feed_gaps FINAL ORDER BY from_ts, gap_id";
    private static final String VALID =
            "SELECT session, sid, from_seq, to_seq, market_ticker FROM book_valid ORDER BY session, sid, from_seq";

    private record Subscription(String session, int sid) {}

    private final Sessions sessions;
    private final Sent sent;
    private final Findings findings;
    private final Map<Subscription, Account> accounts = new HashMap<>();
    /** Why a session ended, as far as that is declared. */
    private final Map<String, String> ends = new HashMap<>();

    Accounts(Sessions sessions, Sent sent, Findings findings) {
        this.sessions = sessions;
        this.sent = sent;
        this.findings = findings;
    }

    private Account account(String session, int sid) {
        return accounts.computeIfAbsent(new Subscription(session, sid), absent -> new Account());
    }

    /** A frame is stored with these rows. */
    void store(Place place, String rows) {
        Optional<String> expected = sessions.connection(place.session())
                .flatMap(connection -> sent.rows(new Stream(connection, place.sid()), place.seq()));
        if (expected.isEmpty()) {
            findings.wrong.add("never sent: " + place + ": " + RowText.shown(rows));
        } else if (!expected.get().equals(rows)) {
            findings.wrong.add("not as it was sent: " + place + ": " + RowText.shown(rows) + " instead of "
                    + RowText.shown(expected.get()));
        }
        Account account = account(place.session(), place.sid());
        if (account.isStored(place.seq())) {
            findings.wrong.add("stored in two tables: " + place);
        }
        account.store(place.seq());
    }

    void declareGaps(Tables tables) {
        tables.each(GAPS, row -> {
            String session = row.get(0).asText();
            int sid = row.get(1).asInt();
            String cause = row.get(2).asText();
            long first = row.get(3).asLong();
            long last = row.get(4).asLong();
            findings.gaps.merge(cause, 1L, Long::sum);
            if (sid == 0) {
                ends.put(session, cause);
            } else if (first > 0) {
                account(session, sid).declare(new Gap(cause, first, last == 0 ? Long.MAX_VALUE : last));
            }
        });
    }

    /** Rows of batch files. */
    void takeNoteOf(Collection<JsonNode> rows) {
        for (JsonNode row : rows) {
            if (row.path("seq").asLong() > 0) {
                account(row.path("session").asText(), row.path("sid").asInt())
                        .waiting
                        .set(row.path("seq").asInt());
            }
        }
    }

    /** Every number up to the newest one that was sent must be somewhere. */
    void settle() {
        sent.streams().forEach(this::settle);
    }

    private void settle(Stream stream) {
        String session = sessions.name(stream.connection()).orElse("no session of connection " + stream.connection());
        Account account = account(session, stream.sid());
        BitSet numbers = sent.numbers(stream);
        for (int number = 1; number < numbers.length(); number++) {
            if (account.isStored(number)) {
                findings.stored++;
            } else if (account.causeOf(number).isPresent()) {
                findings.missing.merge(account.causeOf(number).get(), 1L, Long::sum);
            } else if (account.waiting.get(number)) {
                findings.waiting++;
            } else if (number > account.last() && endOf(session).isPresent()) {
                findings.missing.merge(endOf(session).get(), 1L, Long::sum);
            } else {
                findings.lost.add((numbers.get(number) ? "neither stored nor declared: " : "an undeclared hole: ")
                        + new Place(session, stream.sid(), number));
            }
        }
    }

    /** The cause with which the end of a session is declared: it may have taken what was sent last. */
    Optional<String> endOf(String session) {
        return Optional.ofNullable(ends.get(session));
    }

    void checkValidity(Tables tables) {
        tables.each(VALID, row -> {
            Account account = account(row.get(0).asText(), row.get(1).asInt());
            if (!account.isWhole(row.get(2).asLong(), row.get(3).asLong())) {
                findings.wrong.add("valid, but not whole: " + row);
            }
        });
    }
}
