package tickhouse.faults;

import java.io.IOException;
import java.nio.file.Path;
import tickhouse.clickhouse.embedded.EmbeddedClickHouse;
import tickhouse.clickhouse.embedded.EmbeddedClickHouseOptions;
import tickhouse.clickhouse.embedded.EngineUser;
import tickhouse.demo.oracle.Tables;

/** An engine of a scenario's own: it can be stopped, killed and started again, always on the same port. */
final class OwnEngine implements AutoCloseable {
    static final String USER = "recorder";
    private static final String DATABASE = "kalshi";

    private final EmbeddedClickHouseOptions options;
    private final int port;
    private EmbeddedClickHouse engine;

    OwnEngine(Path directory) {
        options = EmbeddedClickHouseOptions.in(directory.resolve("engine")).withoutSupervision();
        engine = EmbeddedClickHouse.start(options.withUsers(new EngineUser(USER, "right", false)));
        port = engine.httpPort();
    }

    String url() {
        return engine.jdbcUrl(DATABASE);
    }

    /** Asked as the user without a password, whatever is done to the recorder's. */
    Tables tables() {
        return Tables.at(url());
    }

    void stop() {
        engine.close();
    }

    void kill() throws InterruptedException {
        engine.kill();
        engine.close();
    }

    void start() {
        start(new EngineUser(USER, "right", false));
    }

    void start(EngineUser recorder) {
        engine = EmbeddedClickHouse.start(options.withHttpPort(port).withUsers(recorder));
    }

    /** Sends it a signal by its name. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(engine.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    @Override
    public void close() {
        engine.close();
    }
}
