INSERT INTO tickers
(
    feed, session, sid, market_ticker, market_id, price, yes_bid, yes_ask, yes_bid_size,
    yes_ask_size, last_trade_size, volume, open_interest, dollar_volume, dollar_open_interest, ts,
    exchange_ts, received_ts, extra, batch_id
)
SETTINGS async_insert = 0, insert_deduplication_token = '{token}'
VALUES
(
    :?feed, :?session, :?sid, :?market_ticker, :?market_id, :?price, :?yes_bid, :?yes_ask,
    :?yes_bid_size, :?yes_ask_size, :?last_trade_size, :?volume, :?open_interest, :?dollar_volume,
    :?dollar_open_interest, :?ts, :?exchange_ts, :?received_ts, :?extra, :?batch_id
)
