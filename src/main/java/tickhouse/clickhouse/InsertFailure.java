package tickhouse.clickhouse;

import com.clickhouse.client.api.ServerException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a failed statement means for the batch. The one table of ClickHouse's error codes: everything else asks here.
 *
 * @param code ClickHouse's error code; 0 where the failure is not the server's
 */
public record InsertFailure(Kind kind, int code, String message) {

    /** What to do with the batch. */
    public enum Kind {
        /** The server or the network will recover: try again, later again, and from the dead letters by itself. */
        TRANSIENT,
        /** The server has no memory for it: try again, then in halves. */
        OUT_OF_MEMORY,
        /** A value of some row cannot be stored: find the row. */
        POISON_ROW,
        /** The table is not there, or lacks a column: trying again must wait until somebody has mended it. */
        TABLE,
        /** Somebody must change the file or the statement first. */
        PERMANENT,
        /** Not in the table below: try again, but leave the dead letter to a person. */
        UNKNOWN
    }

    private static final int MEMORY_LIMIT_EXCEEDED = 241;

    // UNEXPECTED_END_OF_FILE, CANNOT_READ_ALL_DATA, TIMEOUT_EXCEEDED, SOCKET_TIMEOUT, NETWORK_ERROR, ABORTED,
    // UNKNOWN_STATUS_OF_INSERT, QUERY_WAS_CANCELLED
    private static final Set<Integer> AMBIGUOUS = Set.of(3, 33, 159, 209, 210, 236, 319, 394);

    private static final Map<Integer, Kind> KINDS = Map.ofEntries(
            // The codes that ClickHouse's own Kafka sink tries again.
            Map.entry(3, Kind.TRANSIENT), // UNEXPECTED_END_OF_FILE
            Map.entry(33, Kind.TRANSIENT), // CANNOT_READ_ALL_DATA: the request was cut off
            Map.entry(107, Kind.TRANSIENT), // FILE_DOESNT_EXIST
            Map.entry(159, Kind.TRANSIENT), // TIMEOUT_EXCEEDED
            Map.entry(160, Kind.TRANSIENT), // TOO_SLOW
            Map.entry(164, Kind.TRANSIENT), // READONLY
            Map.entry(202, Kind.TRANSIENT), // TOO_MANY_SIMULTANEOUS_QUERIES
            Map.entry(203, Kind.TRANSIENT), // NO_FREE_CONNECTION
            Map.entry(209, Kind.TRANSIENT), // SOCKET_TIMEOUT
            Map.entry(210, Kind.TRANSIENT), // NETWORK_ERROR
            Map.entry(236, Kind.TRANSIENT), // ABORTED: the server is shutting down
            Map.entry(242, Kind.TRANSIENT), // TABLE_IS_READ_ONLY
            Map.entry(243, Kind.TRANSIENT), // NOT_ENOUGH_SPACE
            Map.entry(252, Kind.TRANSIENT), // TOO_MANY_PARTS
            Map.entry(285, Kind.TRANSIENT), // TOO_FEW_LIVE_REPLICAS
            Map.entry(319, Kind.TRANSIENT), // UNKNOWN_STATUS_OF_INSERT
            Map.entry(394, Kind.TRANSIENT), // QUERY_WAS_CANCELLED
            Map.entry(425, Kind.TRANSIENT), // SYSTEM_ERROR
            Map.entry(439, Kind.TRANSIENT), // CANNOT_SCHEDULE_TASK
            Map.entry(999, Kind.TRANSIENT), // KEEPER_EXCEPTION
            // An operator mends these while we wait.
            Map.entry(192, Kind.TRANSIENT), // UNKNOWN_USER
            Map.entry(193, Kind.TRANSIENT), // WRONG_PASSWORD
            Map.entry(194, Kind.TRANSIENT), // REQUIRED_PASSWORD
            Map.entry(497, Kind.TRANSIENT), // ACCESS_DENIED
            Map.entry(516, Kind.TRANSIENT), // AUTHENTICATION_FAILED
            Map.entry(MEMORY_LIMIT_EXCEEDED, Kind.OUT_OF_MEMORY),
            Map.entry(6, Kind.POISON_ROW), // CANNOT_PARSE_TEXT
            Map.entry(26, Kind.POISON_ROW), // CANNOT_PARSE_QUOTED_STRING
            Map.entry(27, Kind.POISON_ROW), // CANNOT_PARSE_INPUT_ASSERTION_FAILED
            Map.entry(38, Kind.POISON_ROW), // CANNOT_PARSE_DATE
            Map.entry(41, Kind.POISON_ROW), // CANNOT_PARSE_DATETIME
            Map.entry(53, Kind.POISON_ROW), // TYPE_MISMATCH
            Map.entry(69, Kind.POISON_ROW), // ARGUMENT_OUT_OF_BOUND
            Map.entry(70, Kind.POISON_ROW), // CANNOT_CONVERT_TYPE
            Map.entry(72, Kind.POISON_ROW), // CANNOT_PARSE_NUMBER
            Map.entry(117, Kind.POISON_ROW), // INCORRECT_DATA
            Map.entry(321, Kind.POISON_ROW), // VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
            Map.entry(349, Kind.POISON_ROW), // CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
            Map.entry(407, Kind.POISON_ROW), // DECIMAL_OVERFLOW
            Map.entry(469, Kind.POISON_ROW), // VIOLATED_CONSTRAINT
            Map.entry(691, Kind.POISON_ROW), // UNKNOWN_ELEMENT_OF_ENUM
            Map.entry(16, Kind.TABLE), // NO_SUCH_COLUMN_IN_TABLE
            Map.entry(47, Kind.TABLE), // UNKNOWN_IDENTIFIER
            Map.entry(60, Kind.TABLE), // UNKNOWN_TABLE
            Map.entry(81, Kind.TABLE), // UNKNOWN_DATABASE
            Map.entry(62, Kind.PERMANENT), // SYNTAX_ERROR
            Map.entry(115, Kind.PERMANENT)); // UNKNOWN_SETTING

    /** Walks the causes: Spring and the driver wrap the server's answer, and their own types say nothing. */
    public static InsertFailure of(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        boolean network = false;
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            if (cause instanceof BatchFileException) {
                return new InsertFailure(Kind.PERMANENT, 0, firstLine(cause));
            }
            if (cause instanceof BadLineException) {
                return new InsertFailure(Kind.POISON_ROW, 0, firstLine(cause));
            }
            int code = code(cause);
            if (code != 0) {
                return new InsertFailure(KINDS.getOrDefault(code, Kind.UNKNOWN), code, firstLine(cause));
            }
            network = network || cause instanceof IOException || cause instanceof SQLException;
        }
        return new InsertFailure(network ? Kind.TRANSIENT : Kind.UNKNOWN, 0, firstLine(innermost(failure)));
    }

    /** Whether the batch needs no person: once the server takes batches of its table again, it takes this one. */
    public boolean isTransient() {
        return kind == Kind.TRANSIENT || kind == Kind.OUT_OF_MEMORY || kind == Kind.TABLE;
    }

    /** Whether the rows may be stored all the same: the answer was lost, or the server stopped waiting for itself. */
    public boolean isAmbiguous() {
        return kind == Kind.UNKNOWN || (kind == Kind.TRANSIENT && (code == 0 || AMBIGUOUS.contains(code)));
    }

    @Override
    public String toString() {
        return code == 0 ? message : "code " + code + ": " + message;
    }

    private static int code(Throwable cause) {
        if (cause instanceof ServerException server) {
            return server.getCode();
        }
        return cause instanceof SQLException sql ? sql.getErrorCode() : 0;
    }

    /** The driver's own messages say only that something failed. */
    private static Throwable innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String firstLine(Throwable failure) {
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        String line = message.strip().replaceAll("\\s*\\R\\s*", " | ");
        return line.length() > 500 ? line.substring(0, 500) + "…" : line;
    }
}
