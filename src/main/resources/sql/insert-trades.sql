INSERT INTO trades
(
    feed, session, sid, seq, source, trade_id, market_ticker, yes_price, no_price, quantity,
    taker_side, taker_outcome_side, taker_book_side, is_block_trade, ts, exchange_ts, received_ts,
    extra, batch_id
)
SETTINGS async_insert = 0, insert_deduplication_token = '{token}'
VALUES
(
    :?feed, :?session, :?sid, :?seq, :?source, :?trade_id, :?market_ticker, :?yes_price, :?no_price,
    :?quantity, :?taker_side, :?taker_outcome_side, :?taker_book_side, :?is_block_trade, :?ts,
    :?exchange_ts, :?received_ts, :?extra, :?batch_id
)
