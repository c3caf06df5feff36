package tickhouse.demo.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a comparison of the ledger with the tables has found. One thread fills it. */
public final class Findings {
    private static final int SHOWN = 20;

    long sent;
    long stored;
    long rows;
    long doubled;
    long deadLetters;
    long waiting;
    long compared;
    final SortedMap<String, Long> missing = new TreeMap<>();
    final SortedMap<String, Long> gaps = new TreeMap<>();
    final List<String> lost = new ArrayList<>();
    final List<String> wrong = new ArrayList<>();

    /** Frames that left the exchange. */
    public long sent() {
        return sent;
    }

    /** Frames of which every row is stored. */
    public long stored() {
        return stored;
    }

    /** Rows of market data and control frames. */
    public long rows() {
        return rows;
    }

    /** Rows that are there twice. */
    public long doubled() {
        return doubled;
    }

    /** Frames that lie in the dead letters as received. */
    public long deadLetters() {
        return deadLetters;
    }

    /** Numbered frames that are rows of batch files, in the spool or the dead letters, and not of tables. */
    public long waiting() {
        return waiting;
    }

    /** How often a book that is said to be exact could be compared with a later snapshot. */
    public long compared() {
        return compared;
    }

    /** By the gap's cause, how many numbers are declared missing. */
    public SortedMap<String, Long> missing() {
        return missing;
    }

    /** By cause, how many gaps are declared. */
    public SortedMap<String, Long> gaps() {
        return gaps;
    }

    /** Every cause that is declared. */
    public SortedSet<String> causes() {
        return new TreeSet<>(gaps.keySet());
    }

    /** Frames of which nothing is known. */
    public List<String> lost() {
        return lost;
    }

    /** What is not as it was sent, or was never sent, or is said to be valid and is not. */
    public List<String> wrong() {
        return wrong;
    }

    /** Whether all that was sent is stored once, as it was sent, or declared missing. */
    public boolean isSound() {
        return doubled == 0 && waiting == 0 && lost.isEmpty() && wrong.isEmpty();
    }

    @Override
    public String toString() {
        return sent + " frame(s) sent, " + stored + " stored as " + rows + " row(s), " + lost.size() + " lost, "
                + doubled
                + " row(s) doubled, missing " + missing + ", gaps " + gaps + ", " + deadLetters + " dead letter(s), "
                + waiting + " waiting" + shown("lost", lost) + shown("wrong", wrong);
    }

    private static String shown(String what, List<String> list) {
        return list.isEmpty()
                ? ""
                : "\n" + what + ": "
                        + String.join("\n  ", list.stream().limit(SHOWN).toList());
    }
}
