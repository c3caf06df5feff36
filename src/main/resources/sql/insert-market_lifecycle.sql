INSERT INTO market_lifecycle
(
    feed, session, sid, seq, type, event_type, market_ticker, event_ticker, series_ticker, open_ts,
    close_ts, determination_ts, settled_ts, result, settlement_value, is_deactivated,
    price_level_structure, price_ranges, additional_metadata, ts, exchange_ts, received_ts, extra,
    batch_id
)
SETTINGS async_insert = 0, insert_deduplication_token = '{token}'
VALUES
(
    :?feed, :?session, :?sid, :?seq, :?type, :?event_type, :?market_ticker, :?event_ticker,
    :?series_ticker, :?open_ts, :?close_ts, :?determination_ts, :?settled_ts, :?result,
    :?settlement_value, :?is_deactivated, :?price_level_structure, :?price_ranges,
    :?additional_metadata, :?ts, :?exchange_ts, :?received_ts, :?extra, :?batch_id
)
