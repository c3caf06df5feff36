package tickhouse.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import tickhouse.demo.oracle.Tables;

/** The fault table in {@code target/faults}: a file for each row, and all of them as one page. Any thread may use it. */
final class FaultTable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Path DIRECTORY = Path.of("target/faults");
    private static final String HEAD = """
            | fault | what was done | frames sent | rows stored | lost | doubled | declared missing | recovered after |
            |---|---|---:|---:|---:|---:|---|---:|
            """;

    private FaultTable() {}

    private static Path directory() {
        return directory(Form.current());
    }

    private static Path directory(Form form) {
        return DIRECTORY.resolve(form.name().toLowerCase(Locale.ROOT));
    }

    /** Writes the row, and the page anew. */
    static synchronized void add(FaultRow row, Tables tables) throws IOException {
        Files.createDirectories(directory());
        ObjectNode json = row.json().put("run", run(tables));
        MAPPER.writeValue(directory().resolve(row.fileName()).toFile(), json);
        Files.writeString(DIRECTORY.resolve("faults.md"), page());
    }

    private static String run(Tables tables) {
        String clickHouse;
        try {
            clickHouse = tables.texts("SELECT version()").get(0);
        } catch (IllegalStateException | UncheckedIOException gone) {
            clickHouse = "that does not answer";
        }
        return LocalDate.now(ZoneOffset.UTC) + ": Tickhouse " + System.getProperty("tickhouse.version", "of no build")
                + ", Camel " + System.getProperty("tickhouse.camel-version")
                + ", ClickHouse engine " + clickHouse
                + ", Java " + Runtime.version()
                + ", " + Form.current().name().toLowerCase(Locale.ROOT) + " form";
    }

    private static String page() throws IOException {
        SortedMap<String, JsonNode> newest = new TreeMap<>();
        // Where a fault was played in both forms, the long one counts.
        for (Form form : Form.values()) {
            if (Files.isDirectory(directory(form))) {
                try (Stream<Path> files = Files.list(directory(form))) {
                    for (Path file : files.filter(each -> each.toString().endsWith(".json"))
                            .toList()) {
                        newest.put(file.getFileName().toString(), MAPPER.readTree(file.toFile()));
                    }
                }
            }
        }
        Collection<JsonNode> rows = newest.values();
        SortedSet<String> runs = new TreeSet<>();
        rows.forEach(row -> runs.add("- " + row.path("run").asText()));
        StringBuilder page = new StringBuilder(introduction())
                .append(String.join("\n", runs))
                .append('\n');
        for (Group group : Group.values()) {
            List<String> lines = rows.stream()
                    .filter(row -> row.path("group").asText().equals(group.name()))
                    .map(FaultRow::line)
                    .toList();
            if (!lines.isEmpty()) {
                page.append("\n## ")
                        .append(group.heading())
                        .append("\n\n")
                        .append(HEAD)
                        .append(String.join("\n", lines))
                        .append('\n');
            }
        }
        return page.toString();
    }

    private static String introduction() {
        return """
                # Fault by fault

                Written by `src/bench/faults`: each row is a run of one scenario over real sockets and the real ClickHouse
                engine. A simulated exchange keeps a ledger of every frame it sends. At the end every frame of the ledger must be
                stored once, row for row as it was sent, or lie within a gap that `feed_gaps` declares with the cause of this
                fault; nothing else may be stored; every book rebuilt in SQL must be the exchange's own; `audit` must exit with 0.

                - *lost*: frames that are neither stored nor declared missing.
                - *doubled*: rows that are stored twice.
                - *declared missing*: the gaps with their cause, and the frames that are missing for it. A gap without frames
                  is one in which the exchange sent nothing, or puts a book in doubt.
                - *recovered after*: from the end of the fault until every book is whole, what came after the fault is stored and
                  no batch file of before waits. Measured, not promised. It holds what the recorder waits on purpose: half a
                  second for a batch, up to a second for a look at the gaps, the delays between attempts to connect.

                """;
    }
}
