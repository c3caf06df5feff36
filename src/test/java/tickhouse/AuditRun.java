package tickhouse;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** What the audit command said, and how it ended. */
public record AuditRun(int exitCode, List<String> lines) {
    private static final Path NO_FILE = Path.of("no.properties");

    static AuditRun of(Map<String, String> environment, String... arguments) {
        StringWriter out = new StringWriter();
        AuditCommand command = CommandLine.populateCommand(new AuditCommand(), arguments);
        int exitCode = command.run(Settings.load(NO_FILE, environment), new PrintWriter(out));
        return new AuditRun(exitCode, out.toString().lines().toList());
    }

    /** The last line. */
    String verdict() {
        return lines.get(lines.size() - 1);
    }
}
