INSERT INTO feed_sessions
(
    feed, session, revision, opened_ts, closed_ts, reason, frames, batch_id
)
SETTINGS async_insert = 0, insert_deduplication_token = '{token}'
VALUES
(
    :?feed, :?session, :?revision, :?opened_ts, :?closed_ts, :?reason, :?frames, :?batch_id
)
