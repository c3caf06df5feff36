package tickhouse.check;

import java.io.PrintWriter;
import java.util.Objects;

/** Prints one line for each check, as it ends, and remembers whether one failed. One thread uses it. */
public final class Report {
    private static final int LONGEST = 600;

    private final PrintWriter out;
    private boolean failed;

    public Report(PrintWriter out) {
        this.out = out;
    }

    public void ok(String what, String facts) {
        print("ok", what, facts);
    }

    /** The reason and the remedy are whole sentences. */
    public void failed(String what, String reasonAndRemedy) {
        failed = true;
        print("FAILED", what, reasonAndRemedy);
    }

    /** For exceptions that are written for people. */
    public void failed(String what, RuntimeException explained) {
        failed(what, Objects.requireNonNullElse(explained.getMessage(), "no reason is known"));
    }

    /** Not a failure by itself: what it waits for has a line of its own. */
    public void skipped(String what, String because) {
        print("skipped", what, because);
    }

    /** For the process: 0 if nothing failed. */
    public int exitCode() {
        return failed ? 1 : 0;
    }

    private void print(String verdict, String what, String text) {
        // A server's or a file's words may hold line breaks.
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        String shown = line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
        out.printf("%-7s %s: %s%n", verdict, what, shown);
        out.flush();
    }
}
