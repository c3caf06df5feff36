package tickhouse.clickhouse;

/** A line of a batch file that is not a row, for instance because the file was torn or edited. */
public final class BadLineException extends RuntimeException {
    BadLineException(String problem, String line) {
        super("a line cannot be a row, because " + problem + ": "
                + (line.length() > 120 ? line.substring(0, 120) + "…" : line));
    }
}
