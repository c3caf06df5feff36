package tickhouse;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tickhouse.check.Report;

/** Tests what a recorder needs, from where it will run, and prints a line for each. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Tests settings, routes, key, exchange, clock, ClickHouse and disk from where the service runs."
                + " Prints a line for each; the exit code is 0 if nothing failed, else 1. Changes nothing.")
final class CheckCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec specification;

    @Override
    public Integer call() throws InterruptedException {
        silenceTheLog();
        Report report = new Report(specification.commandLine().getOut());
        new Checks(report, Recorder.ROUTES, Clock.systemUTC()).run(Settings.FILE, System.getenv());
        return report.exitCode();
    }

    /** What a library has to say about a failure is in the command's own lines, with a remedy. */
    static void silenceTheLog() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext log) {
            log.getLoggerList().forEach(logger -> logger.setLevel(Level.OFF));
        }
    }
}
