package tickhouse.clickhouse;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import tickhouse.batch.BatchFile;
import tickhouse.batch.DeadLetters;
import tickhouse.clickhouse.InsertFailure.Kind;

/** The questions that the error policy in {@code routes/dead-letter/policy} asks. Any thread may ask. */
public final class InsertFailures {
    /** Below this many rows a batch is not halved: the server is short of memory, not the batch too large. */
    private static final int SMALLEST_HALVED = 200;

    private static final int MOST_POISON_ROWS = 100;
    private static final int REMEMBERED_BATCHES = 1_000;

    private final DeadLetters deadLetters;
    private final Predicate<String> changedTables;

    // Guarded by this: batches of which an attempt may have been stored although it failed.
    private final Map<String, Boolean> ambiguous = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED_BATCHES;
        }
    };

    // Guarded by this: the tables that were seen to be changed, and whether they took a batch since.
    private final Map<String, Boolean> takenSinceChange = new HashMap<>();

    /**
     * Questions about the inserts into some tables.
     *
     * @param changedTables whether a table's columns have other types than when Tickhouse started
     */
    public InsertFailures(DeadLetters deadLetters, Predicate<String> changedTables) {
        this.deadLetters = deadLetters;
        this.changedTables = changedTables;
    }

    /** Takes note of a failed attempt. */
    public synchronized InsertFailure occurred(Exception failure, BatchFile file) {
        InsertFailure described = InsertFailure.of(failure);
        if (described.isAmbiguous()) {
            ambiguous.put(file.batchId(), true);
        }
        return described;
    }

    /**
     * Whether the server had no memory for a batch that may be halved. Not if an earlier attempt may still be under way:
     * it has another token than the halves would have.
     */
    public boolean isTooLarge(Exception failure, BatchFile file) throws IOException {
        return InsertFailure.of(failure).kind() == Kind.OUT_OF_MEMORY
                && !isAmbiguous(file)
                && file.lines().size() >= SMALLEST_HALVED;
    }

    /** Whether the table is not as it should be, or somebody has changed it so that it takes no row. */
    public boolean isTableBroken(Exception failure, BatchFile file) {
        Kind kind = InsertFailure.of(failure).kind();
        return kind == Kind.TABLE || (kind == Kind.POISON_ROW && isBrokenByAChange(file.table()));
    }

    /** A change after which the table took a batch has broken nothing. */
    private boolean isBrokenByAChange(String table) {
        boolean changed = changedTables.test(table);
        synchronized (this) {
            if (!changed) {
                takenSinceChange.remove(table);
                return false;
            }
            return !takenSinceChange.computeIfAbsent(table, absent -> false);
        }
    }

    /** ClickHouse has the batch. */
    public synchronized void taken(BatchFile file) {
        takenSinceChange.replace(file.table(), true);
    }

    /**
     * Whether some row of several is at fault, given that the table is not. Not once a batch has lost many: the rest stays
     * together in the dead letters.
     */
    public boolean isPoisoned(Exception failure, BatchFile file) throws IOException {
        return InsertFailure.of(failure).kind() == Kind.POISON_ROW
                && !isAmbiguous(file)
                && deadLetters.piecesOf(file) < MOST_POISON_ROWS
                && file.lines().size() > 1;
    }

    private synchronized boolean isAmbiguous(BatchFile file) {
        return ambiguous.containsKey(file.batchId());
    }

    /** Whether trying again cannot help. */
    public boolean isPermanent(Exception failure) {
        Kind kind = InsertFailure.of(failure).kind();
        return kind == Kind.PERMANENT || kind == Kind.POISON_ROW;
    }

    /** Moves a batch to the dead letters, with the cause. */
    public void deadLetter(BatchFile file, Exception failure) throws IOException {
        InsertFailure described = InsertFailure.of(failure);
        deadLetters.store(file, described.toString(), described.isTransient());
        if (!described.isAmbiguous()) {
            // When it comes back, the attempts before the last one have ended long ago.
            settle(file);
        }
    }

    /** Moves a batch to the dead letters until its table is mended. */
    public void deadLetterOfTable(BatchFile file, Exception failure) throws IOException {
        deadLetters.store(file, InsertFailure.of(failure).toString(), true);
    }

    private synchronized void settle(BatchFile file) {
        ambiguous.remove(file.batchId());
    }
}
