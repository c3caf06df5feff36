package tickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the product's logging makes of a message. */
class LoggingTest {
    private static final String START = "2026-11-24T21:13:51.123Z WARN  tickhouse.Recorder           ";

    private final LoggerContext context = new LoggerContext();

    @BeforeEach
    void theLoggingOfTheProduct() throws Exception {
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(new File("src/main/resources/logback.xml"));
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private String line(String message, @Nullable Throwable failure) {
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ConsoleAppender<ILoggingEvent> console = (ConsoleAppender<ILoggingEvent>) root.getAppender("console");
        Logger logger = context.getLogger("tickhouse.Recorder");
        LoggingEvent event = new LoggingEvent("", logger, Level.WARN, message, failure, null);
        event.setInstant(Instant.parse("2026-11-24T21:13:51.123Z"));
        return new String(console.getEncoder().encode(event), StandardCharsets.UTF_8);
    }

    private String line(String message) {
        return line(message, null);
    }

    @Test
    void aLineIsTheTimeTheLevelTheLoggerAndTheMessage() {
        assertThat(line("Batch a/b was refused\tand is tried again."))
                .isEqualTo(START + "Batch a/b was refused\tand is tried again.\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r", "\n\n\t", "\u0085", "\u2028", "\u2029", "\u000b", "\f"})
    void aForeignTextBeginsNoLine(String lineBreak) {
        assertThat(line("ticker KX" + lineBreak + "2026-11-24T21:13:51.123Z ERROR forged"))
                .isEqualTo(START + "ticker KX | 2026-11-24T21:13:51.123Z ERROR forged\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u001b[2J", "\b\b\b", "\u0000", "\u007f"})
    void aForeignTextMovesNoCursor(String control) {
        assertThat(line("ticker KX" + control))
                .startsWith(START + "ticker KX | ")
                .matches("\\P{Cntrl}+\n");
    }

    @Test
    void anExceptionIsPartOfTheLine() {
        Exception failure = new IllegalStateException("it\nbroke", new IllegalArgumentException("because\u001b[31m"));

        assertThat(line("Failed", failure))
                .startsWith(START + "Failed java.lang.IllegalStateException: it | broke | ")
                .matches("\\P{Cntrl}+\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Not a valid URL 'jdbc:clickhouse:http://db:8123/kalshi?ssl=true&password=hush4711&x=y'",
                "Endpoint should be a valid URL string, but was http://me:hush4711@db:8123",
                "{\"user\":\"me\",\"password\":\"hush4711\"}",
                "{user=me, password=hush4711, ssl=true}",
                "http-outgoing-0 >> Authorization: Basic hush4711==",
                "KALSHI-ACCESS-SIGNATURE: hush4711==",
                "cannot read -----BEGIN PRIVATE KEY-----\nhush4711\n-----END PRIVATE KEY-----"
            })
    void theSecretsInALibrarysMessageAreLeftOut(String message) {
        assertThat(line(message)).contains("***").doesNotContain("hush4711").hasLineCount(1);
        assertThat(line("Tickhouse cannot run", new IllegalArgumentException(message)))
                .contains("java.lang.IllegalArgumentException", "***")
                .doesNotContain("hush4711")
                .hasLineCount(1);
    }

    @Test
    void ordinaryMessagesAreLeftAsTheyAre() {
        for (String message : new String[] {
            "code 516: recorder: Authentication failed: password is incorrect, or there is no user with such name.",
            "Feed default: connected to ws://127.0.0.1:45557/trade-api/ws/v2 as default-1.",
            "Tickhouse records into jdbc:clickhouse:http://127.0.0.1:40207/kalshi as recorder.",
            "Check CLICKHOUSE_USER and CLICKHOUSE_PASSWORD.",
            "the exchange closed it with code 1001 (mail to a@b.example)"
        }) {
            assertThat(line(message)).isEqualTo(START + message + "\n");
        }
    }
}
