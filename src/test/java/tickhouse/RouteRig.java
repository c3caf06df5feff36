package tickhouse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.mock.InterceptSendToMockEndpointStrategy;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import tickhouse.batch.DataDirectory;
import tickhouse.clickhouse.ClickHouseAddress;
import tickhouse.kalshi.TestKeys;

/**
 * Runs some of the real route files with the real policy, the real settings and the real beans. A test names the
 * neighbours' endpoints: mocks stand in their place.
 */
public final class RouteRig implements AutoCloseable {
    private final Path directory;
    private final Map<String, String> settings = new HashMap<>();
    private final List<String> files = new ArrayList<>(List.of("dead-letter/policy"));
    private final List<String> neighbours = new ArrayList<>();
    private final Main main = new Main();
    private Path feeds = Path.of("routes");
    private final DataDirectory data;

    private RouteRig(Path directory) {
        this.directory = directory;
        this.data = DataDirectory.open(dataDirectory());
    }

    /** A rig whose data lies in a directory of the test. */
    public static RouteRig in(Path directory) {
        return new RouteRig(directory)
                .with("camel.server.enabled", "false")
                .with("camel.management.enabled", "false")
                .with("kalshi.key-id", "f0e1d2c3-0000-4000-8000-000000000001")
                .with("kalshi.private-key-file", key(directory).toString())
                .with("kalshi.markets", "KXRIG-26")
                .with("data.dir", directory.resolve("data").toString())
                .with("clickhouse.poll-interval-ms", "20")
                .with("clickhouse.url", "jdbc:clickhouse:http://127.0.0.1:1/nowhere")
                .with("dead-letter.redelivery-delay-ms", "10")
                .with("dead-letter.maximum-redelivery-delay-ms", "100");
    }

    /** Files of {@code routes}, such as {@code clickhouse/batch}. */
    public RouteRig routes(String... names) {
        files.addAll(List.of(names));
        return this;
    }

    /** Endpoints that get a mock in their place, such as {@code direct:clickhouse-spool}. */
    public RouteRig mocking(String... endpoints) {
        neighbours.addAll(List.of(endpoints));
        return this;
    }

    /** Another folder than {@code routes} for the feeds and their template. */
    public RouteRig withFeedsIn(Path routes) {
        feeds = routes;
        return this;
    }

    /** A setting, as the environment would give it. */
    public RouteRig with(String key, String value) {
        settings.put(Settings.variable(key), value);
        return this;
    }

    public RouteRig start() throws Exception {
        Settings effective = Settings.load(Settings.FILE, settings);
        effective.validate();
        main.setPropertyPlaceholderLocations("classpath:application.properties");
        main.setOverrideProperties(effective.all());
        main.addOverrideProperty(
                "camel.main.routes-include-pattern",
                files.stream()
                        .map(file -> "file:routes/" + file + ".camel.yaml")
                        .collect(Collectors.joining(",")));
        new RecorderBeans(
                        effective,
                        data,
                        Recorder.login(effective, ClickHouseAddress.of(effective.text("clickhouse.url")), false),
                        Clock.systemUTC())
                .bind(main::bind);
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeConfigure(BaseMainSupport configured) {
                CamelContext context = configured.getCamelContext();
                context.getRegistry().bind("feedRoutes", new FeedRoutes(context, feeds, effective.all()));
                for (String neighbour : neighbours) {
                    context.getCamelContextExtension()
                            .registerEndpointCallback(new InterceptSendToMockEndpointStrategy(neighbour, true));
                }
            }
        });
        main.start();
        return this;
    }

    public CamelContext context() {
        return main.getCamelContext();
    }

    /** The mock in the place of a neighbour. */
    public MockEndpoint mock(String endpoint) {
        MockEndpoint mock = context().getEndpoint("mock:" + endpoint, MockEndpoint.class);
        mock.setResultWaitTime(Patience.USUAL.toMillis());
        return mock;
    }

    /** Sends like the route before would. */
    public void send(String endpoint, Object body, Map<String, Object> headers) {
        context().createProducerTemplate().sendBodyAndHeaders(endpoint, body, headers);
    }

    public <T> T bean(String name, Class<T> type) {
        return context().getRegistry().lookupByNameAndType(name, type);
    }

    public Path dataDirectory() {
        return directory.resolve("data");
    }

    public Path spool() {
        return data.spool();
    }

    public Path deadLetter() {
        return data.deadLetter();
    }

    /** Puts a batch file into the spool, whole, as the spool route does. */
    public Path spool(String table, String batchId, Stream<String> lines) {
        return write(spool().resolve(table), batchId + ".ndjson", lines.collect(Collectors.joining("\n", "", "\n")));
    }

    private static Path write(Path folder, String name, String content) {
        try {
            Path temporary =
                    Files.writeString(Files.createDirectories(folder).resolve(".new-" + name + ".part"), content);
            return Files.move(temporary, folder.resolve(name));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** The names of the batch and cause files below a directory, relative to it, hidden ones included. */
    public static List<String> filesIn(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString())
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException changedMeanwhile) {
            return List.of("changing: " + Arrays.toString(changedMeanwhile.getStackTrace()));
        }
    }

    private static Path key(Path directory) {
        try {
            return Files.writeString(directory.resolve("test.key"), TestKeys.PKCS8_ED25519.pem());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Override
    public void close() throws IOException {
        main.stop();
        data.close();
    }
}
