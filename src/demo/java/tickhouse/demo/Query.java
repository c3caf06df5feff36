package tickhouse.demo;

import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The query parameters of a REST call. */
final class Query {
    private static final String CURSOR_PREFIX = "after:";

    private final HttpServerRequest request;

    Query(HttpServerRequest request) {
        this.request = request;
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(request.getParam(name)).filter(value -> !value.isEmpty());
    }

    /** Every value of a parameter that may be repeated, or hold several values between commas. */
    List<String> texts(String name) {
        return request.params().getAll(name).stream()
                .flatMap(values -> Arrays.stream(values.split(",", -1)))
                .filter(value -> !value.isEmpty())
                .toList();
    }

    boolean flag(String name) {
        return text(name).filter("true"::equals).isPresent();
    }

    long number(String name, long otherwise) {
        try {
            return text(name).map(Long::parseLong).orElse(otherwise);
        } catch (NumberFormatException notANumber) {
            throw new RestRefused(new Refusal(400, "{\"msg\":\"Parameter validation failed: " + name + "\"}"));
        }
    }

    /** The page size: 100 if none or 0 is asked for, and an error beyond the bounds. */
    int limit(String call, int maximum) {
        long limit = number("limit", 0);
        if (limit < 0 || limit > maximum) {
            String tag = limit < 0 ? "gte" : "lte";
            throw new RestRefused(new Refusal(
                    400,
                    "{\"msg\":\"Parameter validation failed for " + call + ": Key: '" + call
                            + "Params.Limit' Error:Field validation for 'Limit' failed on the '" + tag + "' tag\"}"));
        }
        return limit == 0 ? 100 : (int) limit;
    }

    /** The key the page begins after; nothing, so the first page, if the cursor is not one of ours. */
    Optional<String> after() {
        return text("cursor").flatMap(Query::decode);
    }

    private static Optional<String> decode(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            return text.startsWith(CURSOR_PREFIX)
                    ? Optional.of(text.substring(CURSOR_PREFIX.length()))
                    : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    static String cursorAfter(String key) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((CURSOR_PREFIX + key).getBytes(StandardCharsets.UTF_8));
    }
}
