package tickhouse.batch;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * The name of a batch: its file's name without the ending, its deduplication token and the {@code batch_id} of its rows.
 * Names sort by time. A half is named after its batch with {@code .0} or {@code .1} behind it.
 */
public final class BatchId {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int TIME_LENGTH = "20261124T211351.123Z".length();
    private static final Pattern NAME = Pattern.compile("[0-9A-Za-z._-]{1,200}");
    // Two processes on two data directories may write to one database.
    private static final String PROCESS = UUID.randomUUID().toString().substring(0, 8);
    private static final AtomicLong COUNTER = new AtomicLong();

    private BatchId() {}

    static String next(Instant now) {
        return TIME.format(now) + "-" + PROCESS + "-" + String.format(Locale.ROOT, "%06d", COUNTER.incrementAndGet());
    }

    /** When the batch was begun; empty for a name that is not ours. */
    public static Optional<Instant> time(String batchId) {
        if (batchId.length() < TIME_LENGTH) {
            return Optional.empty();
        }
        try {
            return Optional.of(TIME.parse(batchId.substring(0, TIME_LENGTH), Instant::from));
        } catch (DateTimeException notOurs) {
            return Optional.empty();
        }
    }

    /** Whether the name may stand in a statement: it becomes a token there, and a person may have named the file. */
    public static boolean isSafe(String batchId) {
        return NAME.matcher(batchId).matches();
    }

    /** The batch that a half was cut from, or the batch itself. */
    public static String whole(String batchId) {
        String id = batchId;
        while (id.endsWith(".0") || id.endsWith(".1")) {
            id = id.substring(0, id.length() - 2);
        }
        return id;
    }
}
