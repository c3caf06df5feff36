package tickhouse.kalshi.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Asks Kalshi's REST interface, patiently: after 429, 5xx and connections that fail it asks again. Any thread may use it;
 * the thread waits for the answer.
 */
public final class KalshiRest {
    private final String root;
    private final Function<URI, ? extends Map<String, ?>> signedHeaders;
    private final RestPolicy policy;
    private final Sleeper sleeper;
    private final HttpClient http;

    /** How to wait; tests need no time. */
    interface Sleeper {
        void sleep(Duration delay) throws InterruptedException;
    }

    /** The headers are asked for at each attempt, since a signature ages within seconds. */
    public KalshiRest(URI root, Function<URI, ? extends Map<String, ?>> signedHeaders, RestPolicy policy) {
        this(root, signedHeaders, policy, delay -> Thread.sleep(delay.toMillis()));
    }

    KalshiRest(URI root, Function<URI, ? extends Map<String, ?>> signedHeaders, RestPolicy policy, Sleeper sleeper) {
        this.root = root.toString().replaceAll("/+$", "");
        this.signedHeaders = signedHeaders;
        this.policy = policy;
        this.sleeper = sleeper;
        this.http = HttpClient.newBuilder().connectTimeout(policy.timeout()).build();
    }

    /** The JSON object at a path below the root. Throws {@link KalshiRestException} with the reason if there is none. */
    public JsonNode get(String path, Map<String, String> query) {
        URI address = address(path, query);
        try {
            return content(address);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw KalshiRestException.interrupted(address);
        }
    }

    private JsonNode content(URI address) throws InterruptedException {
        String failure = "";
        for (int attempt = 1; attempt <= policy.attempts(); attempt++) {
            if (attempt > 1) {
                double chance = ThreadLocalRandom.current().nextDouble();
                sleeper.sleep(policy.delayAfter(attempt - 1, chance));
            }
            try {
                RestAnswer answer = answer(address);
                if (!answer.isTransient()) {
                    return answer.content();
                }
                failure = answer.described();
            } catch (IOException none) {
                failure = KalshiRestException.unanswered(none);
            }
        }
        throw KalshiRestException.exhausted(address, policy.attempts(), failure);
    }

    private RestAnswer answer(URI address) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(policy.timeout());
        signedHeaders.apply(address).forEach((name, value) -> request.header(name, value.toString()));
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        return new RestAnswer(address, response.statusCode(), response.body());
    }

    private URI address(String path, Map<String, String> query) {
        String encoded = query.entrySet().stream()
                .map(parameter -> encoded(parameter.getKey()) + "=" + encoded(parameter.getValue()))
                .collect(Collectors.joining("&"));
        return URI.create(root + "/" + path + (encoded.isEmpty() ? "" : "?" + encoded));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
