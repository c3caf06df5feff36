package tickhouse;

import java.net.BindException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import tickhouse.batch.DataDirectoryException;
import tickhouse.clickhouse.BadAddressException;
import tickhouse.clickhouse.embedded.EmbeddedClickHouseException;
import tickhouse.kalshi.PrivateKeyException;

/** Ends the process with one line where a person can mend the cause, and with a stack trace where only we can. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Application.class);

    private Failures() {}

    static int explain(Exception failure, CommandLine commandLine, CommandLine.ParseResult parsed) {
        return explain(failure);
    }

    static int explain(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (isForPeople(cause)) {
                LOG.error("Tickhouse cannot run: {}", cause.getMessage());
                return 1;
            }
        }
        LOG.error("Tickhouse cannot run, for a reason it does not know", failure);
        return 1;
    }

    private static boolean isForPeople(Throwable cause) {
        return cause instanceof SettingsException
                || cause instanceof FeedRouteException
                || cause instanceof DataDirectoryException
                || cause instanceof PrivateKeyException
                || cause instanceof EmbeddedClickHouseException
                || cause instanceof BadAddressException
                || cause instanceof BindException;
    }
}
