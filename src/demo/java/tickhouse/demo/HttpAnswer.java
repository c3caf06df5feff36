package tickhouse.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.http.HttpServerRequest;

/** Ends HTTP requests with JSON. */
final class HttpAnswer {
    private HttpAnswer() {}

    static void refuse(HttpServerRequest request, Refusal refusal) {
        send(request, refusal.status(), refusal.body());
    }

    static void json(HttpServerRequest request, JsonNode body) {
        send(request, 200, Json.write(body));
    }

    private static void send(HttpServerRequest request, int status, String body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(body);
    }
}
