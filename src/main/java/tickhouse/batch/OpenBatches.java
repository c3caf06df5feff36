package tickhouse.batch;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The batches that were begun and are neither a file nor declared missing. Any thread may use it. */
public final class OpenBatches {
    // A batch is equal only to itself.
    private final Set<Batch> open = ConcurrentHashMap.newKeySet();

    void begun(Batch batch) {
        open.add(batch);
    }

    /** The batch is a file, or is declared missing. */
    public void closed(Batch batch) {
        open.remove(batch);
    }

    /** Those that are still open, oldest first. */
    public List<Batch> all() {
        return open.stream().sorted(Comparator.comparing(Batch::id)).toList();
    }
}
