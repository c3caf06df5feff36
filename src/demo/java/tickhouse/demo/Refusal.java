package tickhouse.demo;

/** A handshake or REST call that is answered with an HTTP error. */
public record Refusal(int status, String body) {
    public static final Refusal WRONG_SIGNATURE = authentication("INCORRECT_API_KEY_SIGNATURE");
    public static final Refusal UNKNOWN_KEY = authentication("NOT_FOUND");
    public static final Refusal HEADER_MISSING =
            coded("signature_is_missing_from_headers", "signature is missing from headers");
    public static final Refusal TIMESTAMP_EXPIRED = coded("header_timestamp_expired", "header timestamp expired");
    public static final Refusal FORBIDDEN = new Refusal(403, "");
    public static final Refusal TOO_MANY_REQUESTS = new Refusal(429, "{\"error\":\"too many requests\"}");
    public static final Refusal UNAVAILABLE = new Refusal(503, "");

    static final Refusal NOT_FOUND = new Refusal(404, "{\"error\":{\"code\":\"not_found\",\"message\":\"not found\"}}");

    private static Refusal authentication(String details) {
        return new Refusal(
                401,
                "{\"error\":{\"code\":\"authentication_error\",\"message\":\"authentication_error\",\"details\":\""
                        + details + "\"}}");
    }

    private static Refusal coded(String code, String message) {
        return new Refusal(401, "{\"error\":{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}}");
    }
}
