package tickhouse;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tickhouse.batch.DataDirectory;
import tickhouse.clickhouse.ClickHouseAddress;
import tickhouse.clickhouse.ClickHouseLogin;
import tickhouse.clickhouse.embedded.EmbeddedClickHouse;
import tickhouse.clickhouse.embedded.EmbeddedClickHouseOptions;
import tickhouse.kalshi.HandshakeHeaders;
import tickhouse.kalshi.PrivateKeyFile;
import tickhouse.kalshi.RequestSigner;
import tickhouse.kalshi.rest.KalshiRest;
import tickhouse.kalshi.rest.RestPolicy;

/** Runs the routes until the process is told to stop. */
public final class Recorder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
    static final Path ROUTES = Path.of("routes");

    private final Settings settings;
    private final DataDirectory data;
    private final Optional<EmbeddedClickHouse> engine;
    private final ClickHouseLogin login;
    private final Main main = new Main();
    private final Clock clock;

    private Recorder(
            Settings settings,
            DataDirectory data,
            Optional<EmbeddedClickHouse> engine,
            ClickHouseLogin login,
            Clock clock) {
        this.clock = clock;
        this.settings = settings;
        this.data = data;
        this.engine = engine;
        this.login = login;
    }

    /** Runs until SIGTERM or Ctrl-C; says with which code the process should end. */
    static int run(Settings settings) throws Exception {
        try (Recorder recorder = open(settings, Clock.systemUTC())) {
            recorder.configure();
            recorder.main.run();
            return recorder.main.getExitCode();
        }
    }

    /** Takes the data directory and starts the embedded engine, if it is wanted. */
    static Recorder open(Settings settings, Clock clock) throws IOException {
        settings.validate();
        if (!Files.isDirectory(ROUTES)) {
            throw new FeedRouteException(ROUTES.toAbsolutePath() + " does not exist. Start Tickhouse in its directory,"
                    + " beside routes and application.properties.");
        }
        Optional<ClickHouseAddress> server = address(settings);
        DataDirectory data = DataDirectory.open(settings.path("data.dir"));
        try {
            Optional<EmbeddedClickHouse> engine =
                    server.isPresent() ? Optional.empty() : Optional.of(embedded(settings));
            ClickHouseAddress address = server.orElseGet(
                    () -> ClickHouseAddress.of(engine.orElseThrow().jdbcUrl("kalshi")));
            return new Recorder(settings, data, engine, login(settings, address, engine.isPresent()), clock);
        } catch (RuntimeException unusable) {
            data.close();
            throw unusable;
        }
    }

    /** The server's address; empty for the embedded engine. */
    static Optional<ClickHouseAddress> address(Settings settings) {
        String url = settings.text("clickhouse.url");
        return url.isEmpty() ? Optional.empty() : Optional.of(ClickHouseAddress.of(url));
    }

    /** Starts the routes and returns. */
    void start() throws Exception {
        configure();
        main.start();
    }

    CamelContext context() {
        return main.getCamelContext();
    }

    @Override
    public void close() throws IOException {
        main.stop();
        engine.ifPresent(EmbeddedClickHouse::close);
        data.close();
    }

    private static EmbeddedClickHouse embedded(Settings settings) {
        EmbeddedClickHouse engine = EmbeddedClickHouse.start(engineOptions(settings));
        LOG.info("The embedded ClickHouse engine answers on http://127.0.0.1:{}.", engine.httpPort());
        return engine;
    }

    static EmbeddedClickHouseOptions engineOptions(Settings settings) {
        return EmbeddedClickHouseOptions.in(settings.path("data.dir").resolve("clickhouse"))
                .withHttpPort((int) settings.number("clickhouse.embedded-port", 0, 65_535))
                .withMemoryCeilingBytes(settings.number("clickhouse.embedded-memory-bytes", 1, Long.MAX_VALUE));
    }

    /** The embedded engine knows one user, without a password, on the loopback interface only. */
    static ClickHouseLogin login(Settings settings, ClickHouseAddress address, boolean embedded) {
        return new ClickHouseLogin(
                address,
                embedded ? "default" : settings.text("clickhouse.user"),
                embedded ? "" : settings.text("clickhouse.password"),
                settings.number("clickhouse.socket-timeout-ms", 100, 600_000));
    }

    static HandshakeHeaders handshake(Settings settings, Clock clock) {
        return signing(settings, clock).apply(settings.address("kalshi.url", List.of("wss", "ws")));
    }

    static KalshiRest rest(Settings settings, Clock clock) {
        return new KalshiRest(
                settings.address("kalshi.rest-url", List.of("https", "http")),
                signing(settings, clock),
                new RestPolicy(
                        Duration.ofMillis(settings.number("kalshi.rest-timeout-ms", 100, 600_000)),
                        (int) settings.number("kalshi.rest-attempts", 1, 100),
                        Duration.ofMillis(settings.number("kalshi.rest-delay-ms", 1, 60_000)),
                        Duration.ofMillis(settings.number("kalshi.rest-max-delay-ms", 1, 3_600_000))));
    }

    private static Function<URI, HandshakeHeaders> signing(Settings settings, Clock clock) {
        String keyId = settings.keyId();
        RequestSigner signer = new RequestSigner(PrivateKeyFile.read(settings.privateKeyFile()));
        return url -> new HandshakeHeaders(keyId, signer, url, clock);
    }

    private void configure() {
        main.setPropertyPlaceholderLocations(
                "classpath:application.properties,file:application.properties;optional=true");
        main.setOverrideProperties(settings.all());
        main.addOverrideProperty("data.dir", settings.path("data.dir").toString());
        new RecorderBeans(settings, data, login, clock).bind(main::bind);
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeConfigure(BaseMainSupport configured) {
                configured.getCamelContext().getRegistry().bind("feedRoutes", feeds(configured));
            }

            @Override
            public void afterStart(BaseMainSupport started) {
                feedRoutes(started).load();
                LOG.info("Tickhouse records into {}.", login);
            }
        });
    }

    private FeedRoutes feeds(BaseMainSupport configured) {
        return new FeedRoutes(configured.getCamelContext(), ROUTES, settings.all());
    }

    private static FeedRoutes feedRoutes(BaseMainSupport started) {
        return started.getCamelContext().getRegistry().lookupByNameAndType("feedRoutes", FeedRoutes.class);
    }
}
