package tickhouse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tickhouse.batch.DataDirectory;
import tickhouse.batch.DeadLetters;
import tickhouse.health.LogText;

/** Moves dead letters back to the spool; a running recorder, or the next one, tries them again. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description =
                "Moves dead letters back to the spool, where a running recorder, or the next one, tries them again.")
final class ReplayCommand implements Callable<Integer> {
    @Option(names = "--list", description = "Show the dead letters and their causes, and move nothing.")
    private boolean list;

    @Parameters(
            paramLabel = "NAME",
            description = "Only files whose path below dead-letter begins so, such as orderbook_events or"
                    + " orderbook_events/20261124T21. Without: all.")
    private List<String> names = List.of();

    @Override
    public Integer call() throws Exception {
        Path root = Settings.load(Settings.FILE, System.getenv()).path("data.dir");
        Path directory = DataDirectory.deadLetter(root);
        if (!Files.isDirectory(directory)) {
            System.out.println("No dead letters: " + directory + " does not exist.");
            return 0;
        }
        DeadLetters deadLetters = new DeadLetters(DataDirectory.spool(root), directory, Clock.systemUTC());
        Predicate<Path> chosen = file -> {
            String name = directory.relativize(file).toString();
            return names.isEmpty() || names.stream().anyMatch(name::startsWith);
        };
        if (list) {
            deadLetters.files().stream()
                    .filter(chosen)
                    .forEach(file -> System.out.println(directory.relativize(file) + "  "
                            + LogText.of(deadLetters.cause(file).orElse("each line has its cause"))));
            return 0;
        }
        System.out.println(deadLetters.replay(chosen) + " dead letter(s) went back to the spool.");
        return 0;
    }
}
