package tickhouse;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A recorder in a process of its own, with the product's own logging, and what it wrote. */
record LoggedRecorder(Process process, Path logFile) {
    private static final String LEVEL = "<root level=\"INFO\">";

    /** Logs into a new file of a directory. */
    static LoggedRecorder start(Path directory, Map<String, String> environment, String level) throws IOException {
        String logging = Files.readString(Path.of("src/main/resources/logback.xml"));
        if (!logging.contains(LEVEL)) {
            throw new IllegalStateException("The product's logging has no " + LEVEL);
        }
        Path configuration = Files.writeString(
                directory.resolve("logback.xml"), logging.replace(LEVEL, LEVEL.replace("INFO", level)));
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlogback.configurationFile=" + configuration,
                "-cp",
                System.getProperty("java.class.path"),
                "tickhouse.Application");
        builder.environment().putAll(environment);
        Path log = Files.createTempFile(directory, "recorder-", ".log");
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        return new LoggedRecorder(builder.start(), log);
    }

    String log() throws IOException {
        return Files.readString(logFile);
    }

    void awaitLog(String words) {
        await().until(() -> log().contains(words));
    }
}
