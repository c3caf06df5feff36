package tickhouse.demo.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The tables of a recording, asked over ClickHouse's own HTTP interface: nothing here is the recorder's way to them. */
public final class Tables {
    private static final String JDBC = "jdbc:clickhouse:";
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI address;

    private Tables(URI address) {
        this.address = address;
    }

    /** By an address such as {@code jdbc:clickhouse:http://127.0.0.1:8123/kalshi}, as the default user. */
    public static Tables at(String jdbcUrl) {
        URI url = URI.create(jdbcUrl.startsWith(JDBC) ? jdbcUrl.substring(JDBC.length()) : jdbcUrl);
        String database = url.getPath().isEmpty() ? "default" : url.getPath().substring(1);
        return new Tables(URI.create("http://" + url.getAuthority() + "/?database="
                + URLEncoder.encode(database, StandardCharsets.UTF_8)
                // Numbers of 64 bits as numbers.
                + "&output_format_json_quote_64bit_integers=0"));
    }

    /** The same tables for a user with a password. */
    public Tables as(String user, String password) {
        return new Tables(URI.create(address + "&user=" + URLEncoder.encode(user, StandardCharsets.UTF_8) + "&password="
                + URLEncoder.encode(password, StandardCharsets.UTF_8)));
    }

    /** Hands over each row, a JSON array, as it comes. */
    void each(String query, Consumer<JsonNode> reader) {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(query + " FORMAT JSONCompactEachRow"))
                .build();
        try {
            HttpResponse<Stream<String>> response = client.send(request, HttpResponse.BodyHandlers.ofLines());
            try (Stream<String> lines = response.body()) {
                if (response.statusCode() != 200) {
                    throw new IllegalStateException(lines.findFirst().orElse("no answer") + " (HTTP "
                            + response.statusCode() + ") to " + query);
                }
                lines.forEach(line -> {
                    JsonNode row = RowText.json(line);
                    if (!row.isArray()) {
                        throw new IllegalStateException(line);
                    }
                    reader.accept(row);
                });
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Each row as one text: its columns with a blank between. */
    public List<String> texts(String query) {
        List<String> texts = new ArrayList<>();
        each(query, row -> {
            List<String> columns = new ArrayList<>();
            row.forEach(column -> columns.add(column.asText()));
            texts.add(String.join(" ", columns));
        });
        return texts;
    }

    /** The first column of the first row. */
    public long count(String query) {
        List<Long> counts = new ArrayList<>();
        each(query, row -> counts.add(row.path(0).asLong()));
        return counts.get(0);
    }
}
