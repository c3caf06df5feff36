package tickhouse.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tickhouse.demo.oracle.Findings;

/** A row of the fault table, as it is kept in a file. One thread uses it. */
final class FaultRow {
    private final ObjectNode json = JsonNodeFactory.instance.objectNode();
    private final Group group;
    private final int place;

    FaultRow(Group group, int place, String fault, String done) {
        this.group = group;
        this.place = place;
        json.put("fault", fault).put("done", done);
    }

    void passed(Findings findings, Duration recovery) {
        json.put("sent", findings.sent())
                .put("rows", findings.rows())
                .put("lost", findings.lost().size())
                .put("doubled", findings.doubled())
                .put("declared", declared(findings))
                .put("recovery", String.format(Locale.ROOT, "%.1f s", recovery.toMillis() / 1e3));
    }

    private static String declared(Findings findings) {
        return findings.gaps().entrySet().stream()
                .map(gap -> gap.getValue() + " × " + gap.getKey()
                        + frames(findings.missing().getOrDefault(gap.getKey(), 0L)))
                .collect(Collectors.joining(", "));
    }

    private static String frames(long missing) {
        return missing == 0 ? "" : " (" + missing + (missing == 1 ? " frame)" : " frames)");
    }

    void failed(Throwable failure) {
        String message = String.valueOf(failure.getMessage()).replaceAll("\\s+", " ");
        String reason = message.length() > 300 ? message.substring(0, 300) + "…" : message;
        json.put("failure", failure.getClass().getSimpleName() + ": " + reason);
    }

    /** Sorts in the order of the table. */
    String fileName() {
        return String.format(Locale.ROOT, "%d-%06d.json", group.place(), place);
    }

    ObjectNode json() {
        return json.put("group", group.name());
    }

    static String line(JsonNode row) {
        Stream<String> cells = row.has("failure")
                ? Stream.of("fault", "done", "", "", "", "", "failure", "")
                : Stream.of("fault", "done", "sent", "rows", "lost", "doubled", "declared", "recovery");
        return cells.map(cell -> cell.equals("failure")
                        ? "**FAILED**: " + escaped(row.path(cell).asText())
                        : escaped(row.path(cell).asText()))
                .collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static String escaped(String text) {
        return text.replace("|", "\\|");
    }
}
