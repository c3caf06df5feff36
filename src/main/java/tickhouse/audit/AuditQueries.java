package tickhouse.audit;

/** The questions. None returns more than a few rows for each subscription, gap or hole. */
final class AuditQueries {
    private static final String SESSIONS = """
            WITH
                openings AS
                (
                    -- A process that was killed early may have stored frames of a session that has no row of its own.
                    SELECT feed, session, min(opened) AS opened_at FROM
                    (
                        SELECT feed, session, opened_ts AS opened FROM feed_sessions
                        UNION ALL SELECT feed, session, min(received_ts) FROM orderbook_events GROUP BY feed, session
                        UNION ALL SELECT feed, session, min(received_ts) FROM control_frames GROUP BY feed, session
                        UNION ALL SELECT feed, session, min(received_ts) FROM trades WHERE session != '' GROUP BY feed, session
                        UNION ALL SELECT feed, session, min(received_ts) FROM market_lifecycle GROUP BY feed, session
                        UNION ALL SELECT feed, session, min(from_ts) FROM feed_gaps WHERE session != '' GROUP BY feed, session
                    )
                    GROUP BY feed, session
                ),
                sessions AS
                (
                    SELECT feed, session, opened_at FROM openings
                    WHERE opened_at >= fromUnixTimestamp64Micro(%d) AND opened_at < fromUnixTimestamp64Micro(%d)
                )""";

    private static final String STORED = SESSIONS + """
            ,
                stored AS
                (
                    SELECT * FROM
                    (
                        SELECT feed, session, sid, seq, level, received_ts, 'orderbook_delta' AS channel FROM orderbook_events
                        UNION ALL
                        SELECT feed, session, assumeNotNull(sid), assumeNotNull(seq), toUInt32(0), received_ts, 'trade'
                        FROM trades WHERE sid IS NOT NULL AND seq IS NOT NULL
                        UNION ALL
                        SELECT feed, session, sid, assumeNotNull(seq), toUInt32(0), received_ts, 'market_lifecycle_v2'
                        FROM market_lifecycle WHERE seq IS NOT NULL
                        UNION ALL
                        SELECT feed, session, assumeNotNull(sid), assumeNotNull(seq), toUInt32(0), received_ts, ''
                        FROM control_frames WHERE sid IS NOT NULL AND seq IS NOT NULL
                    )
                    WHERE (feed, session) IN (SELECT feed, session FROM sessions)
                ),
                gaps AS
                (
                    -- Only the end of a process may leave open how much is missing.
                    SELECT feed, session, assumeNotNull(sid) AS sid, assumeNotNull(first_missing_seq) AS first,
                        ifNull(last_missing_seq, toUInt64(9223372036854775807)) AS last, last_missing_seq IS NULL AS is_open,
                        to_ts
                    FROM feed_gaps FINAL
                    WHERE sid IS NOT NULL AND first_missing_seq IS NOT NULL
                        AND (last_missing_seq IS NOT NULL OR cause = 'process ended')
                        AND (feed, session) IN (SELECT feed, session FROM sessions)
                ),
                neighbours AS
                (
                    SELECT feed, session, sid, seq, level, channel,
                        lagInFrame(seq) OVER rows AS seq_before,
                        (seq, level, channel) = (seq_before, lagInFrame(level) OVER rows, lagInFrame(channel) OVER rows) AS is_double
                    FROM stored
                    WINDOW rows AS
                    (
                        PARTITION BY feed, session, sid ORDER BY seq, level, channel
                        ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
                    )
                ),
                subscriptions AS
                (
                    SELECT feed, session, sid,
                        arrayStringConcat(arraySort(groupUniqArrayIf(channel, channel != '')), ',') AS channels,
                        countIf(seq != seq_before) AS frames,
                        min(seq) AS first,
                        max(seq) AS last,
                        -- Merges do away with a trade that is there twice.
                        countIf(is_double AND channel != 'trade') AS doubled,
                        arraySort(groupArrayIf((seq_before, seq), seq_before > 0 AND seq > seq_before + 1)) AS breaks
                    FROM neighbours
                    GROUP BY feed, session, sid
                )
            """;

    // The sort of all stored numbers goes to the disk rather than beyond a small server's memory.
    private static final String SPARING = " SETTINGS max_bytes_before_external_sort = 200000000, max_threads = 2";

    static final String SUBSCRIPTIONS =
            STORED + "SELECT feed, session, sid, channels, frames, first, last, doubled FROM subscriptions" + SPARING;

    static final String DECLARED = STORED + """
            SELECT feed, session, sid, sumIf(last - first + 1, NOT is_open) AS missing, countIf(is_open) > 0 AS has_ended,
                minIf(first, is_open) AS ended_from
            FROM gaps GROUP BY feed, session, sid
            """;

    /** Stored numbers, as runs without a break, and gaps are ranges: a hole is where none of them reaches to the next. */
    static final String HOLES = STORED + """
            SELECT feed, session, sid, reached + 1 AS hole_first, range_first - 1 AS hole_last FROM
            (
                SELECT feed, session, sid, range_first, max(range_last) OVER
                (
                    PARTITION BY feed, session, sid ORDER BY range_first, range_last
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                ) AS reached
                FROM
                (
                    SELECT feed, session, sid, run.1 AS range_first, run.2 AS range_last FROM subscriptions
                    ARRAY JOIN arrayZip(arrayPushFront(breaks.2, first), arrayPushBack(breaks.1, last)) AS run
                    UNION ALL
                    SELECT feed, session, sid, first, last FROM gaps
                )
            )
            WHERE reached < range_first - 1
            ORDER BY feed, session, sid, hole_first
            """ + SPARING;

    static final String OVERLAPS = STORED + """
            SELECT feed, session, sid, uniqExactIf(seq, received_ts < to_ts) AS overlapping,
                uniqExactIf(seq, received_ts >= to_ts) AS replayed
            FROM stored
            ASOF INNER JOIN (SELECT * FROM gaps WHERE NOT is_open) AS closed
                ON stored.feed = closed.feed AND stored.session = closed.session AND stored.sid = closed.sid
                AND stored.seq >= closed.first
            WHERE seq <= last
            GROUP BY feed, session, sid
            """;

    /** The newest session of a feed may be open, and a process that was killed is a gap. */
    static final String UNENDED = SESSIONS + """
            SELECT feed, session, opened_at FROM sessions
            WHERE (feed, session) NOT IN (SELECT feed, session FROM feed_sessions WHERE closed_ts IS NOT NULL)
                AND (feed, session) NOT IN (SELECT feed, session FROM feed_gaps WHERE cause = 'process ended')
                AND (feed, opened_at) NOT IN (SELECT feed, max(opened_at) FROM openings GROUP BY feed)
            ORDER BY feed, opened_at
            """;

    static final String SESSION_COUNT = SESSIONS + " SELECT count(), uniqExact(feed) FROM sessions";

    private AuditQueries() {}

    static String of(String question, Period period) {
        return question.formatted(Period.micros(period.from()), Period.micros(period.to()));
    }
}
