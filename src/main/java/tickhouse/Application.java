package tickhouse;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of Tickhouse. */
@Command(
        name = "tickhouse",
        mixinStandardHelpOptions = true,
        versionProvider = Application.Version.class,
        description =
                "Records Kalshi order books into ClickHouse. Without a command: runs the recorder, with the routes"
                        + " in ./routes and the settings in ./application.properties and the environment.",
        subcommands = {AuditCommand.class, CheckCommand.class, ReplayCommand.class})
public final class Application implements Callable<Integer> {
    // Netty would otherwise warn about itself on newer Java versions, on lines without a time.
    static {
        System.setProperty("io.netty.noUnsafe", "true");
    }

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec specification;

    /** The exit code: 0 done, 1 a reason is in the log or on the screen, 2 wrong command line. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Application())
                .setExecutionExceptionHandler(Failures::explain)
                .execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (!specification.commandLine().getParseResult().unmatched().isEmpty()) {
            throw new ParameterException(specification.commandLine(), "unknown command");
        }
        return Recorder.run(Settings.load(Settings.FILE, System.getenv()));
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Application.class.getPackage().getImplementationVersion();
            return new String[] {"tickhouse " + (version == null ? "(not from its jar)" : version)};
        }
    }
}
