-- Tickhouse's tables. Applied at start where one is missing; an existing table is never altered.
-- Times are UTC with microseconds. A batch file is one insert is one block: its name is in batch_id,
-- and the deduplication window drops it when it comes again. Later than that it is found by the index on batch_id.

CREATE TABLE IF NOT EXISTS orderbook_events
(
    feed LowCardinality(String) COMMENT 'the feed that recorded it',
    session LowCardinality(String) COMMENT 'the WebSocket connection: a new name for each',
    sid UInt32 COMMENT 'the subscription in the connection',
    seq UInt64 COMMENT 'the frame in the subscription, from 1, shared by its markets' CODEC(Delta, ZSTD),
    level UInt32 COMMENT 'place in a snapshot, YES levels first, from 0; 0 for a delta',
    event_type Enum8('snapshot' = 1, 'delta' = 2),
    market_ticker LowCardinality(String),
    market_id LowCardinality(String) COMMENT 'empty for a market the exchange does not know',
    side Enum8('yes' = 1, 'no' = 2) COMMENT 'only bids rest: a NO bid at q is a YES ask at 1 - q',
    price Decimal(18, 6) COMMENT 'dollars',
    quantity Decimal(18, 6) COMMENT 'contracts: the size of a snapshot level, the signed change of a delta',
    ts DateTime64(6, 'UTC') COMMENT 'exchange time; of a snapshot, which has none, the receipt' CODEC(DoubleDelta, ZSTD),
    exchange_ts Nullable(DateTime64(6, 'UTC')) CODEC(DoubleDelta, ZSTD),
    received_ts DateTime64(6, 'UTC') CODEC(DoubleDelta, ZSTD),
    ingest_ts DateTime64(6, 'UTC') DEFAULT now64(6) CODEC(DoubleDelta, ZSTD),
    use_yes_price Bool COMMENT 'true: NO levels are on the YES price scale',
    extra String DEFAULT '' COMMENT 'fields of the message that have no column, as JSON; empty if none' CODEC(ZSTD),
    batch_id LowCardinality(String) COMMENT 'the file it was inserted from',
    INDEX batch_id_index batch_id TYPE bloom_filter(0.01) GRANULARITY 4
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(ts)
ORDER BY (market_ticker, ts, session, sid, seq, level)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Order books as the exchange sent them: snapshots replace a book, deltas change one level. (session, sid, seq, level) identifies a row. A side that a snapshot empties is one level of quantity 0 at price 0.';

-- A trade may come twice: from the stream, and from REST when a gap is filled later. Both ways it has the same trade_id and, to
-- the millisecond, the same ts, so both rows have one sorting key, and merges keep the one with the higher source. It must be the
-- stream's: without it, the subscription's sequence would have a hole. feed is in the key because each feed's record is whole
-- by itself, here as in the other tables. A back-fill cuts REST's microseconds to milliseconds.
CREATE TABLE IF NOT EXISTS trades
(
    feed LowCardinality(String),
    session LowCardinality(String) COMMENT 'empty in a back-fill',
    sid Nullable(UInt32) COMMENT 'NULL in a back-fill',
    seq Nullable(UInt64) COMMENT 'the frame in the subscription, which is another than that of the order books',
    source Enum8('backfill' = 1, 'stream' = 2),
    source_version UInt8 MATERIALIZED toUInt8(source) COMMENT 'source as the engine wants it',
    trade_id String COMMENT 'identifies the trade, in the stream and in REST' CODEC(ZSTD),
    market_ticker LowCardinality(String),
    yes_price Decimal(18, 6) COMMENT 'dollars',
    no_price Decimal(18, 6) COMMENT 'dollars',
    quantity Decimal(18, 6) COMMENT 'contracts',
    taker_side Nullable(Enum8('yes' = 1, 'no' = 2)) COMMENT 'deprecated by Kalshi for the next two',
    taker_outcome_side Nullable(Enum8('yes' = 1, 'no' = 2)) COMMENT 'what the taker bought',
    taker_book_side Nullable(Enum8('bid' = 1, 'ask' = 2)) COMMENT 'bid: the taker bought YES',
    is_block_trade Nullable(Bool),
    ts DateTime64(6, 'UTC') COMMENT 'exchange time, in milliseconds; where it is missing, the receipt' CODEC(DoubleDelta, ZSTD),
    exchange_ts Nullable(DateTime64(6, 'UTC')) CODEC(DoubleDelta, ZSTD),
    received_ts DateTime64(6, 'UTC') CODEC(DoubleDelta, ZSTD),
    ingest_ts DateTime64(6, 'UTC') DEFAULT now64(6) CODEC(DoubleDelta, ZSTD),
    extra String DEFAULT '' COMMENT 'fields of the message that have no column, as JSON; empty if none' CODEC(ZSTD),
    batch_id LowCardinality(String),
    INDEX batch_id_index batch_id TYPE bloom_filter(0.01) GRANULARITY 4
)
ENGINE = ReplacingMergeTree(source_version)
PARTITION BY toYYYYMM(ts)
ORDER BY (market_ticker, ts, trade_id, feed)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Trades. Read with FINAL: a trade that was also back-filled is two rows until a merge.';

CREATE TABLE IF NOT EXISTS tickers
(
    feed LowCardinality(String),
    session LowCardinality(String),
    sid UInt32 COMMENT 'the subscription in the connection; its frames are not numbered',
    market_ticker LowCardinality(String),
    market_id LowCardinality(String),
    price Nullable(Decimal(18, 6)) COMMENT 'of the last trade, in dollars',
    yes_bid Decimal(18, 6) COMMENT 'dollars; 0 where nobody bids',
    yes_ask Decimal(18, 6) COMMENT 'dollars; 1 where nobody asks',
    yes_bid_size Nullable(Decimal(18, 6)) COMMENT 'contracts',
    yes_ask_size Nullable(Decimal(18, 6)) COMMENT 'contracts',
    last_trade_size Nullable(Decimal(18, 6)) COMMENT 'contracts',
    volume Decimal(18, 6) COMMENT 'contracts',
    open_interest Decimal(18, 6) COMMENT 'contracts',
    dollar_volume Nullable(UInt64) COMMENT 'whole dollars',
    dollar_open_interest Nullable(UInt64) COMMENT 'whole dollars',
    ts DateTime64(6, 'UTC') COMMENT 'exchange time; where it is missing, the receipt' CODEC(DoubleDelta, ZSTD),
    exchange_ts Nullable(DateTime64(6, 'UTC')) CODEC(DoubleDelta, ZSTD),
    received_ts DateTime64(6, 'UTC') CODEC(DoubleDelta, ZSTD),
    ingest_ts DateTime64(6, 'UTC') DEFAULT now64(6) CODEC(DoubleDelta, ZSTD),
    extra String DEFAULT '' COMMENT 'fields of the message that have no column, as JSON; empty if none' CODEC(ZSTD),
    batch_id LowCardinality(String),
    INDEX batch_id_index batch_id TYPE bloom_filter(0.01) GRANULARITY 4
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(ts)
ORDER BY (market_ticker, ts, session, sid)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'The state of markets, at most about once a second for each, as the exchange sums it up.';

CREATE TABLE IF NOT EXISTS market_lifecycle
(
    feed LowCardinality(String),
    session LowCardinality(String),
    sid UInt32 COMMENT 'the subscription in the connection',
    seq Nullable(UInt64) COMMENT 'the frame in the subscription, from 1' CODEC(Delta, ZSTD),
    type LowCardinality(String) COMMENT 'market_lifecycle_v2, multivariate_market_lifecycle, event_lifecycle or event_fee_update',
    event_type LowCardinality(String) COMMENT 'created, activated, determined, …; empty for a whole event',
    market_ticker String COMMENT 'empty for a whole event' CODEC(ZSTD),
    event_ticker String COMMENT 'empty where the frame names none' CODEC(ZSTD),
    series_ticker String COMMENT 'empty where the frame names none' CODEC(ZSTD),
    open_ts Nullable(DateTime64(6, 'UTC')),
    close_ts Nullable(DateTime64(6, 'UTC')),
    determination_ts Nullable(DateTime64(6, 'UTC')),
    settled_ts Nullable(DateTime64(6, 'UTC')),
    result LowCardinality(String) COMMENT 'of a determined market',
    settlement_value Nullable(Decimal(18, 6)) COMMENT 'dollars that a YES contract pays',
    is_deactivated Nullable(Bool),
    price_level_structure LowCardinality(String),
    price_ranges String COMMENT 'JSON: the steps of the price' CODEC(ZSTD),
    additional_metadata String COMMENT 'JSON: what a created market is about' CODEC(ZSTD),
    ts DateTime64(6, 'UTC') COMMENT 'the receipt, since the exchange gives no time' CODEC(DoubleDelta, ZSTD),
    exchange_ts Nullable(DateTime64(6, 'UTC')) CODEC(DoubleDelta, ZSTD),
    received_ts DateTime64(6, 'UTC') CODEC(DoubleDelta, ZSTD),
    ingest_ts DateTime64(6, 'UTC') DEFAULT now64(6) CODEC(DoubleDelta, ZSTD),
    extra String DEFAULT '' COMMENT 'fields of the message that have no column, as JSON; empty if none' CODEC(ZSTD),
    batch_id LowCardinality(String),
    INDEX batch_id_index batch_id TYPE bloom_filter(0.01) GRANULARITY 4
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(ts)
ORDER BY (market_ticker, event_ticker, ts)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'What happened to markets and events: of the whole exchange, not only of the markets that a feed follows.';

CREATE TABLE IF NOT EXISTS control_frames
(
    feed LowCardinality(String),
    session LowCardinality(String),
    sid Nullable(UInt32),
    seq Nullable(UInt64) COMMENT 'ok, unsubscribed and errors of a subscription take a number of it',
    type LowCardinality(String) COMMENT 'subscribed, ok, unsubscribed or error',
    command_id Nullable(UInt64),
    code Nullable(Int32) COMMENT 'the error code',
    message String COMMENT 'the msg of the frame, as JSON' CODEC(ZSTD),
    received_ts DateTime64(6, 'UTC') CODEC(DoubleDelta, ZSTD),
    ingest_ts DateTime64(6, 'UTC') DEFAULT now64(6) CODEC(DoubleDelta, ZSTD),
    batch_id LowCardinality(String),
    INDEX batch_id_index batch_id TYPE bloom_filter(0.01) GRANULARITY 4
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(received_ts)
ORDER BY (feed, received_ts)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Replies and errors of the exchange: with orderbook_events they make the sequence of a subscription whole.';

CREATE TABLE IF NOT EXISTS feed_gaps
(
    gap_id String COMMENT 'identifies the gap',
    revision UInt32 COMMENT 'a healed gap is written again, with a higher one',
    feed LowCardinality(String),
    session LowCardinality(String),
    sid Nullable(UInt32) COMMENT 'NULL: the whole connection',
    channel LowCardinality(String),
    cause LowCardinality(String) COMMENT 'sequence gap, undecodable frame, error N, connection lost, process ended, trades not fetched, book check, negative level, crossed book, delta before snapshot, or why a batch was dropped',
    first_missing_seq Nullable(UInt64) COMMENT 'NULL: no number is known to be missing',
    last_missing_seq Nullable(UInt64) COMMENT 'NULL with a first: it is not known how many',
    rows_lost UInt64 COMMENT 'rows that were dropped; 0 where unknown',
    from_ts DateTime64(6, 'UTC') COMMENT 'until then the record was whole',
    to_ts DateTime64(6, 'UTC') COMMENT 'when it was noticed',
    markets Array(String) COMMENT 'whose books are not valid until a fresh snapshot',
    healed_by LowCardinality(String) COMMENT 'get_snapshot, new subscription, new connection, market removed, backfill; empty: not healed',
    healed_ts Nullable(DateTime64(6, 'UTC')) COMMENT 'when the last of the markets had a fresh snapshot, or was not followed any more',
    detail String,
    ingest_ts DateTime64(6, 'UTC') DEFAULT now64(6),
    batch_id LowCardinality(String)
)
ENGINE = ReplacingMergeTree(revision)
PARTITION BY toYYYYMM(from_ts)
ORDER BY (feed, session, gap_id)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'What is missing from the record, and why. Query with FINAL.';

CREATE TABLE IF NOT EXISTS feed_sessions
(
    feed LowCardinality(String),
    session LowCardinality(String),
    revision UInt32 COMMENT '1 at the opening, 2 at the end',
    opened_ts DateTime64(6, 'UTC'),
    closed_ts Nullable(DateTime64(6, 'UTC')) COMMENT 'NULL: open, or the process ended without a word',
    reason String COMMENT 'why it ended',
    frames UInt64 COMMENT 'frames received',
    ingest_ts DateTime64(6, 'UTC') DEFAULT now64(6),
    batch_id LowCardinality(String)
)
ENGINE = ReplacingMergeTree(revision)
PARTITION BY toYYYYMM(opened_ts)
ORDER BY (feed, session)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Every connection. Query with FINAL.';

CREATE TABLE IF NOT EXISTS book_checks
(
    feed LowCardinality(String),
    session LowCardinality(String),
    sid UInt32 COMMENT 'the subscription in the connection',
    seq Nullable(UInt64) COMMENT 'the frame that decided it; NULL where none did',
    market_ticker LowCardinality(String),
    result LowCardinality(String) COMMENT 'equal, different, negative level, delta before snapshot, crossed book, no answer',
    proven_seq Nullable(UInt64) COMMENT 'the snapshot up to which the book is known to be right; NULL if it had none',
    proven_ts Nullable(DateTime64(6, 'UTC')) COMMENT 'when that came',
    levels UInt32 COMMENT 'levels of the recorded book',
    differences UInt32 COMMENT 'levels at which it differs from the exchange',
    detail String COMMENT 'the first of them, or what is impossible about the book',
    checked_ts DateTime64(6, 'UTC'),
    ingest_ts DateTime64(6, 'UTC') DEFAULT now64(6),
    batch_id LowCardinality(String)
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(checked_ts)
ORDER BY (market_ticker, checked_ts)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Recorded books compared with snapshots that were asked for, and books that cannot be: see book_valid.';

CREATE VIEW IF NOT EXISTS book_valid AS
WITH
    snapshots AS
    (
        SELECT DISTINCT feed, session, sid, seq, market_ticker, received_ts
        FROM orderbook_events
        WHERE event_type = 'snapshot' AND level = 0
    ),
    ends AS
    (
        -- From its first missing number on, a gap puts every book of the subscription in doubt.
        SELECT feed, session, assumeNotNull(sid) AS sid, assumeNotNull(first_missing_seq) AS seq, from_ts AS ts
        FROM feed_gaps FINAL
        WHERE sid IS NOT NULL AND first_missing_seq IS NOT NULL
        UNION ALL
        -- Without a gap, a book is known up to the last frame of its subscription.
        SELECT feed, session, sid, max(seq) + 1 AS seq, max(received_ts) AS ts
        FROM orderbook_events
        GROUP BY feed, session, sid
    ),
    intervals AS
    (
        SELECT
            snapshots.feed AS feed, snapshots.session AS session, snapshots.sid AS sid,
            snapshots.market_ticker AS market_ticker, snapshots.received_ts AS received_ts, snapshots.seq AS seq,
            ends.seq AS end_seq, ends.ts AS end_ts
        FROM snapshots
        ASOF INNER JOIN ends
            ON snapshots.feed = ends.feed AND snapshots.session = ends.session AND snapshots.sid = ends.sid
            AND snapshots.seq < ends.seq
    ),
    doubts AS
    (
        -- A book that turned out to be wrong is known to be right only up to the snapshot before.
        SELECT feed, session, sid, market_ticker, assumeNotNull(proven_seq) + 1 AS seq, assumeNotNull(proven_ts) AS ts
        FROM book_checks
        WHERE result NOT IN ('equal', 'no answer') AND proven_seq IS NOT NULL
    )
SELECT
    intervals.market_ticker AS market_ticker,
    intervals.feed AS feed,
    intervals.session AS session,
    intervals.sid AS sid,
    min(intervals.received_ts) AS valid_from,
    any(if(doubts.seq > 0 AND doubts.seq < end_seq, doubts.ts, end_ts)) AS valid_to,
    min(intervals.seq) AS from_seq,
    if(doubts.seq > 0 AND doubts.seq < end_seq, doubts.seq, end_seq) - 1 AS to_seq
FROM intervals
ASOF LEFT JOIN doubts
    ON intervals.feed = doubts.feed AND intervals.session = doubts.session AND intervals.sid = doubts.sid
    AND intervals.market_ticker = doubts.market_ticker AND intervals.seq < doubts.seq
GROUP BY market_ticker, feed, session, sid, to_seq
COMMENT 'Per market, the intervals in which the stored book is exact: from a snapshot to the next gap, to the last snapshot before a failed check, or to the end of the subscription.';
