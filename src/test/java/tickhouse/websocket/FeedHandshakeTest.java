package tickhouse.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static tickhouse.websocket.FeedRig.eventually;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tickhouse.kalshi.HandshakeHeaders;
import tickhouse.kalshi.PrivateKeyFile;
import tickhouse.kalshi.RequestSigner;
import tickhouse.kalshi.TestKeys;

class FeedHandshakeTest {
    private final FeedRig rig = new FeedRig();
    private final Path directory;

    FeedHandshakeTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @ParameterizedTest
    @MethodSource("tickhouse.kalshi.TestKeys#all")
    void everyAttemptIsSignedAfresh(TestKeys keys) throws Exception {
        Path file = Files.writeString(directory.resolve("kalshi.key"), keys.pem());
        try (TestExchange exchange = TestExchange.refusing(503, "")) {
            rig.component()
                    .setHandshakeHeaders(new HandshakeHeaders(
                            "key-1",
                            new RequestSigner(PrivateKeyFile.read(file)),
                            URI.create(exchange.url()),
                            Clock.systemUTC()));
            rig.start(exchange.url(), frame -> {});

            eventually(() -> exchange.attempts() >= 3);
            assertThat(exchange.handshakes()).allMatch(headers -> verifies(keys, headers));
            assertThat(exchange.handshakes())
                    .extracting(headers -> headers.get("KALSHI-ACCESS-SIGNATURE"))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void aCertificateThatThisJavaDoesNotTrustIsRefusedWithARemedy() throws Exception {
        Path store = directory.resolve("self-signed.p12");
        int made = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "exchange",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString())
                .inheritIO()
                .start()
                .waitFor();
        assertThat(made).isZero();
        PfxOptions certificate = new PfxOptions().setPath(store.toString()).setPassword("changeit");
        HttpServerOptions tls = new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate);
        try (TestExchange exchange = new TestExchange(request -> {}, tls)) {
            rig.start(exchange.url().replace("ws://127.0.0.1", "wss://localhost"), frame -> {});

            eventually(() -> !rig.warnings().isEmpty());
            assertThat(rig.warnings().get(0))
                    .contains("no trust in the certificate")
                    .contains("trust store");
            assertThat(exchange.attempts()).isZero();
        }
    }

    private static boolean verifies(TestKeys keys, MultiMap headers) {
        return headers.get("KALSHI-ACCESS-KEY").equals("key-1")
                && TestKeys.verifies(
                        keys.pair().getPublic(),
                        headers.get("KALSHI-ACCESS-TIMESTAMP"),
                        TestExchange.PATH,
                        headers.get("KALSHI-ACCESS-SIGNATURE"));
    }
}
