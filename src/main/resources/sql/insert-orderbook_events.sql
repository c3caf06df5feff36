INSERT INTO orderbook_events
(
    feed, session, sid, seq, level, event_type, market_ticker, market_id, side, price, quantity, ts,
    exchange_ts, received_ts, use_yes_price, extra, batch_id
)
SETTINGS async_insert = 0, insert_deduplication_token = '{token}'
VALUES
(
    :?feed, :?session, :?sid, :?seq, :?level, :?event_type, :?market_ticker, :?market_id, :?side,
    :?price, :?quantity, :?ts, :?exchange_ts, :?received_ts, :?use_yes_price, :?extra, :?batch_id
)
