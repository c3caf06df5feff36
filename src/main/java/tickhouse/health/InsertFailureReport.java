package tickhouse.health;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tickhouse.batch.BatchFile;
import tickhouse.clickhouse.InsertFailure;
import tickhouse.clickhouse.InsertFailures;

/** Says each failed attempt to insert, in one line, and lets it be counted. The error policy calls it. */
public final class InsertFailureReport implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(InsertFailureReport.class);

    private final InsertFailures failures;
    private final RecorderMeters meters;

    public InsertFailureReport(InsertFailures failures, RecorderMeters meters) {
        this.failures = failures;
        this.meters = meters;
    }

    @Override
    public void process(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        BatchFile file = exchange.getVariable("file", BatchFile.class);
        InsertFailure described = failures.occurred(failure, file);
        meters.insertFailed(file.table(), described);
        // Camel has already counted this failure.
        int attempt = exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, 1, Integer.class);
        LOG.warn("ClickHouse did not take batch {} (attempt {}): {}", file, attempt, described);
    }
}
