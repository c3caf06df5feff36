package tickhouse.clickhouse.embedded;

import com.sun.jna.Native;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Starts the child JVM that hosts the engine, and waits until it answers. */
final class EngineLauncher {
    // Not JAVA_TOOL_OPTIONS (an agent, a debugger's port), and no secret of ours.
    private static final Set<String> INHERITED = Set.of("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH");
    private static final int FIRST_JAVA_THAT_WARNS_OF_NATIVE_ACCESS = 24;

    private final Path library;
    private final Path config;
    private final EngineLog log;
    private final EmbeddedClickHouseOptions options;
    private final int httpPort;

    EngineLauncher(Path library, Path config, EngineLog log, EmbeddedClickHouseOptions options, int httpPort) {
        this.library = library;
        this.config = config;
        this.log = log;
        this.options = options;
        this.httpPort = httpPort;
    }

    EngineProcess launch() {
        ProcessBuilder builder = new ProcessBuilder(command())
                .directory(options.dataDirectory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.file().toFile()));
        builder.environment().keySet().retainAll(INHERITED);
        builder.environment().putAll(signalChaining());
        // The setting timezone does not reach an engine of this kind.
        builder.environment().put("TZ", "UTC");
        try {
            log.rotate();
            EngineProcess process = new EngineProcess(builder.start(), httpPort, log);
            process.awaitReady(options.startTimeout());
            return process;
        } catch (IOException failure) {
            throw new EmbeddedClickHouseException(
                    "The process of the embedded ClickHouse engine could not be started (" + failure
                            + "); set CLICKHOUSE_URL to a real ClickHouse server to do without it.",
                    failure);
        }
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                javaHome().resolve("bin").resolve("java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-XX:ErrorFile=" + options.dataDirectory().resolve("engine-crash.log"),
                "-Djna.tmpdir=" + options.dataDirectory()));
        if (Runtime.version().feature() >= FIRST_JAVA_THAT_WARNS_OF_NATIVE_ACCESS) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of(
                "-cp",
                classPath(),
                EngineHost.class.getName(),
                library.toString(),
                options.dataDirectory().toString(),
                Long.toString(ProcessHandle.current().pid())));
        command.addAll(engineArguments());
        return command;
    }

    // The second query reads standard input, so the server lives until our end of the pipe closes. It reads through
    // --file and not through the function file(), which the user default may not call.
    private List<String> engineArguments() {
        return List.of(
                "clickhouse-local",
                "--config-file=" + config,
                "--listen_host=127.0.0.1",
                "--http_port=" + httpPort,
                "--path=" + options.dataDirectory().resolve("files"),
                "--log-level=warning",
                "--file=-",
                "--input-format=LineAsString",
                "--structure=line String",
                "--query=SYSTEM START LISTEN HTTP; SELECT * FROM table FORMAT Null");
    }

    /** Only what the host needs: the class path of a test run is long, and a relative one means another place there. */
    private static String classPath() {
        String own = location(EngineHost.class);
        String jna = location(Native.class);
        return own.equals(jna) ? own : own + File.pathSeparator + jna;
    }

    private static String location(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        try {
            return Path.of(source.getLocation().toURI()).toString();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException("Not a place for classes: " + source, impossible);
        }
    }

    // Without it the JVM and the engine fight over SIGSEGV.
    private static Map<String, String> signalChaining() {
        boolean mac = EnginePlatform.current().folder().startsWith("darwin");
        Path library = javaHome().resolve("lib").resolve(mac ? "libjsig.dylib" : "libjsig.so");
        if (!Files.isReadable(library)) {
            throw new EmbeddedClickHouseException("The embedded ClickHouse engine needs " + library
                    + ", which this Java lacks; use a full JDK or JRE, or set CLICKHOUSE_URL to a real server.");
        }
        return Map.of(mac ? "DYLD_INSERT_LIBRARIES" : "LD_PRELOAD", library.toString());
    }

    private static Path javaHome() {
        return Path.of(System.getProperty("java.home"));
    }
}
