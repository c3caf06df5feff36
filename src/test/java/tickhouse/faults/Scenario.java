package tickhouse.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import tickhouse.clickhouse.embedded.TestEngine;
import tickhouse.demo.ExchangeOptions;
import tickhouse.demo.oracle.Findings;
import tickhouse.demo.oracle.Tables;

/**
 * One fault: what is done, what may be missing afterwards, and the proof that nothing else is. Playing it adds its row to the
 * fault table, whether it passes or not.
 */
public final class Scenario {
    private final Group group;
    private final int place;
    private final String fault;
    private final String done;
    private final Map<String, String> environment = new HashMap<>();
    private ExchangeOptions options = new ExchangeOptions().markets(5).rate(300);
    private final SortedSet<String> causes = new TreeSet<>();
    private final SortedSet<String> tolerated = new TreeSet<>();
    private final SortedMap<String, Long> missing = new TreeMap<>();
    private long deadLetters;
    private boolean comparesBooks = true;
    private boolean allowsDeadLetters;
    private boolean starts = true;
    private String recorderUrl = "";
    private Tables tables;

    /** What is done to a rig that records. The fault ends when it returns, if it does not say {@link FaultRig#over()}. */
    public interface Act {
        void play(FaultRig rig) throws Exception;
    }

    /** What else must be so at the end. */
    public interface Proof {
        void check(FaultRig rig, Findings findings) throws Exception;
    }

    private Proof proof = (rig, findings) -> {};

    /**
     * A scenario with its row in the table.
     *
     * @param place where in its group
     * @param fault its name
     * @param done one sentence that says what is done
     */
    public Scenario(Group group, int place, String fault, String done) {
        this.group = group;
        this.place = place;
        this.fault = fault;
        this.done = done;
    }

    /** The causes of the gaps that must be declared; no others may be. */
    public Scenario declares(String... expected) {
        causes.addAll(List.of(expected));
        return this;
    }

    /** A cause that must be declared, and the number of frames that must be missing for it, no more and no less. */
    public Scenario declares(String cause, long frames) {
        causes.add(cause);
        missing.put(cause, frames);
        return this;
    }

    /** Causes that may be declared too: a slow machine may not answer the exchange in time. */
    public Scenario tolerating(String... others) {
        tolerated.addAll(List.of(others));
        return this;
    }

    /** How many frames must lie in the dead letters, in place of none. */
    public Scenario keeps(long frames) {
        deadLetters = frames;
        return this;
    }

    /** Batch files may lie in the dead letters at the end. */
    public Scenario allowingDeadBatches() {
        allowsDeadLetters = true;
        return this;
    }

    /** How the exchange is, in place of five markets and 300 frames a second. */
    public Scenario at(ExchangeOptions exchange) {
        options = exchange;
        return this;
    }

    /** Sets a variable of the recorder. */
    public Scenario with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** A server of the scenario's own, which the oracle asks at an address of its own. */
    public Scenario into(String url, Tables directly) {
        recorderUrl = url;
        tables = directly;
        return this;
    }

    /** The act starts the recorder itself. */
    public Scenario unstarted() {
        starts = false;
        return this;
    }

    /** The exchange's books are not those it told of. */
    public Scenario withoutBooks() {
        comparesBooks = false;
        return this;
    }

    /** What else must be so at the end. */
    public Scenario proving(Proof more) {
        proof = more;
        return this;
    }

    /** Plays it in a directory of its own. */
    public void play(Path directory, Act act) throws Exception {
        FaultRow row = new FaultRow(group, place, fault, done);
        if (recorderUrl.isEmpty()) {
            recorderUrl = TestEngine.freshDatabase().jdbcUrl();
            tables = Tables.at(recorderUrl);
        }
        try (FaultRig rig = new FaultRig(directory, this, options)) {
            try {
                if (starts) {
                    rig.start();
                    rig.awaitStored(Form.of(100, 1_000));
                }
                act.play(rig);
                if (!rig.isOver()) {
                    rig.over();
                }
                Duration recovery = rig.awaitWhole();
                rig.awaitFrames(Form.of(50, 1_000));
                Findings findings = rig.settle((settling, found) -> {
                    assertThatNothingElseIsMissing(found);
                    proof.check(settling, found);
                });
                row.passed(findings, recovery);
            } catch (Throwable failure) {
                row.failed(failure);
                throw failure;
            } finally {
                FaultTable.add(row, tables);
            }
        }
    }

    private void assertThatNothingElseIsMissing(Findings findings) {
        assertThat(findings.causes()).as("%s", findings).containsAll(causes);
        assertThat(findings.causes())
                .as("%s", findings)
                .allMatch(cause -> causes.contains(cause) || tolerated.contains(cause));
        missing.forEach((cause, frames) -> assertThat(findings.missing().getOrDefault(cause, 0L))
                .as("missing for %s: %s", cause, findings)
                .isEqualTo(frames));
        assertThat(findings.deadLetters()).as("frames in the dead letters").isEqualTo(deadLetters);
    }

    String recorderUrl() {
        return recorderUrl;
    }

    Tables tables() {
        return tables;
    }

    Map<String, String> environment() {
        return environment;
    }

    boolean comparesBooks() {
        return comparesBooks;
    }

    boolean allowsDeadLetters() {
        return allowsDeadLetters;
    }
}
