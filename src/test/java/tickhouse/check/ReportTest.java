package tickhouse.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ReportTest {
    private final StringWriter out = new StringWriter();
    private final Report report = new Report(new PrintWriter(out));

    @Test
    void eachVerdictIsALineAndOnlyAFailureCounts() {
        report.ok("settings", "fine");
        report.skipped("clock", "no network");
        assertThat(report.exitCode()).isZero();

        report.failed("disk", "it is full. Free some space.");

        assertThat(report.exitCode()).isEqualTo(1);
        assertThat(out.toString().lines())
                .containsExactly(
                        "ok      settings: fine",
                        "skipped clock: no network",
                        "FAILED  disk: it is full. Free some space.");
    }

    @Test
    void whatAServerSaysStaysOnOneLine() {
        report.failed("ClickHouse", "Code: 1.\r\n\tforged\u001b[31m" + "x".repeat(10_000));

        assertThat(out.toString().lines()).hasSize(1);
        assertThat(out.toString()).contains("Code: 1. forged [31m").hasSizeLessThan(700);
    }
}
