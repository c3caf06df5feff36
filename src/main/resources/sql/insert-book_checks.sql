INSERT INTO book_checks
(
    feed, session, sid, seq, market_ticker, result, proven_seq, proven_ts, levels, differences,
    detail, checked_ts, batch_id
)
SETTINGS async_insert = 0, insert_deduplication_token = '{token}'
VALUES
(
    :?feed, :?session, :?sid, :?seq, :?market_ticker, :?result, :?proven_seq, :?proven_ts,
    :?levels, :?differences, :?detail, :?checked_ts, :?batch_id
)
