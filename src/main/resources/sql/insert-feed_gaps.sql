INSERT INTO feed_gaps
(
    gap_id, revision, feed, session, sid, channel, cause, first_missing_seq, last_missing_seq,
    rows_lost, from_ts, to_ts, markets, healed_by, healed_ts, detail, batch_id
)
SETTINGS async_insert = 0, insert_deduplication_token = '{token}'
VALUES
(
    :?gap_id, :?revision, :?feed, :?session, :?sid, :?channel, :?cause, :?first_missing_seq,
    :?last_missing_seq, :?rows_lost, :?from_ts, :?to_ts, :?markets, :?healed_by, :?healed_ts,
    :?detail, :?batch_id
)
