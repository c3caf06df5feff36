package tickhouse.demo.oracle;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tickhouse.demo.BookSnapshot;
import tickhouse.demo.SimulatedExchange;

/** The books as SQL rebuilds them, beside the exchange's own. */
public final class Books {
    /** Each market's newest valid interval, the last snapshot in it, and what followed. */
    private static final String REBUILT = """
            WITH
                newest AS
                (
                    SELECT market_ticker, argMax((session, sid, to_seq), (valid_to, to_seq)) AS place
                    FROM book_valid GROUP BY market_ticker
                ),
                starts AS
                (
                    SELECT market_ticker, session, sid, max(seq) AS start FROM orderbook_events
                    WHERE event_type = 'snapshot'
                        AND (market_ticker, session, sid) IN (SELECT market_ticker, place.1, place.2 FROM newest)
                    GROUP BY market_ticker, session, sid
                )
            SELECT market_ticker, toString(side), toString(price), toString(sum(quantity)) FROM orderbook_events
            INNER JOIN starts USING (market_ticker, session, sid)
            WHERE seq >= start
            GROUP BY market_ticker, side, price
            HAVING sum(quantity) != 0
            """;

    private static final String NOT_VALID_TO_THE_END = """
            SELECT market_ticker FROM
            (
                SELECT market_ticker, argMax((session, sid), (received_ts, seq)) AS place
                FROM orderbook_events GROUP BY market_ticker
            ) AS followed
            INNER JOIN
            (
                SELECT (session, sid) AS place, max(seq) AS newest FROM orderbook_events GROUP BY session, sid
            ) AS numbers
            USING (place)
            LEFT JOIN
            (
                SELECT market_ticker, (session, sid) AS place, max(to_seq) AS valid_until FROM book_valid
                GROUP BY market_ticker, session, sid
            ) AS valid
            USING (market_ticker, place)
            WHERE valid_until != newest
            """;

    private Books() {}

    /** The markets whose newest book is not valid up to its newest number. */
    public static List<String> doubtful(Tables tables) {
        return tables.texts(NOT_VALID_TO_THE_END);
    }

    /** What SQL makes of the markets' books in another way than the exchange has them. */
    public static List<String> differences(Tables tables, SimulatedExchange exchange, Collection<String> tickers) {
        Map<String, SortedMap<String, String>> rebuilt = new HashMap<>();
        tables.each(REBUILT, row -> rebuilt.computeIfAbsent(row.get(0).asText(), absent -> new TreeMap<>())
                .put(row.get(1).asText() + " " + row.get(2).asText(), row.get(3).asText()));
        List<String> differences = new ArrayList<>();
        for (String ticker : tickers) {
            SortedMap<String, String> book = levels(exchange.book(ticker));
            SortedMap<String, String> stored = rebuilt.getOrDefault(ticker, new TreeMap<>());
            if (!book.equals(stored)) {
                differences.add(ticker + " is " + stored + " instead of " + book);
            }
        }
        return differences;
    }

    private static SortedMap<String, String> levels(BookSnapshot book) {
        SortedMap<String, String> levels = new TreeMap<>();
        add(levels, "yes ", book.yes());
        add(levels, "no ", book.no());
        return levels;
    }

    private static void add(SortedMap<String, String> levels, String side, SortedMap<BigDecimal, BigDecimal> bids) {
        bids.forEach((price, size) ->
                levels.put(side + RowText.decimal(price.toPlainString()), RowText.decimal(size.toPlainString())));
    }
}
