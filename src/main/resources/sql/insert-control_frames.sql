INSERT INTO control_frames
(
    feed, session, sid, seq, type, command_id, code, message, received_ts, batch_id
)
SETTINGS async_insert = 0, insert_deduplication_token = '{token}'
VALUES
(
    :?feed, :?session, :?sid, :?seq, :?type, :?command_id, :?code, :?message, :?received_ts,
    :?batch_id
)
