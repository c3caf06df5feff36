package tickhouse.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The errors the exchange sends, with Kalshi's numbers and words. */
enum ErrorCode {
    UNABLE_TO_PROCESS(1, "Unable to process message"),
    PARAMS_REQUIRED(2, "Params required"),
    CHANNELS_REQUIRED(3, "Channels required"),
    SUBSCRIPTION_IDS_REQUIRED(4, "Subscription IDs required"),
    UNKNOWN_COMMAND(5, "Unknown command"),
    UNKNOWN_SUBSCRIPTION(7, "Unknown subscription ID"),
    UNKNOWN_CHANNEL(8, "Unknown channel name"),
    CHANNEL_ERROR(10, "Channel error"),
    INVALID_PARAMETER(11, "Invalid parameter"),
    ONE_SUBSCRIPTION_REQUIRED(12, "Exactly one subscription ID is required"),
    UNSUPPORTED_ACTION(13, "Unsupported action"),
    TICKER_REQUIRED(14, "Market Ticker required"),
    ACTION_REQUIRED(15, "Action required"),
    BUFFER_OVERFLOW(25, "Subscription buffer overflow"),
    MARKET_LIMIT(26, "Subscription market limit exceeded"),
    TOO_MANY_REQUESTS(27, "Too many requests");

    private final int code;
    private final String text;

    ErrorCode(int code, String text) {
        this.code = code;
        this.text = text;
    }

    ObjectNode body() {
        return Json.object().put("code", code).put("msg", text);
    }
}
