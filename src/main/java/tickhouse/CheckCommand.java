package tickhouse;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Placeholder until the checks are written. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Tests settings, key, clock, exchange, ClickHouse and disk.")
final class CheckCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return 1;
    }
}
