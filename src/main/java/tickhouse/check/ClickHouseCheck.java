package tickhouse.check;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tickhouse.clickhouse.ClickHouseLogin;
import tickhouse.clickhouse.InsertFailure;
import tickhouse.clickhouse.InsertStatements;
import tickhouse.clickhouse.Schema;
import tickhouse.clickhouse.SchemaState;
import tickhouse.clickhouse.ServerProbe;
import tickhouse.clickhouse.ServerProbe.Missing;

/** Whether the server answers, what the user may do there, and whether the tables fit. Changes nothing there. */
public final class ClickHouseCheck {
    public static final String WHAT = "ClickHouse";

    private static final String GRANTS = "ClickHouse grants";
    private static final String SCHEMA = "ClickHouse schema";
    private static final int SYNTAX_ERROR = 62;

    private final Report report;
    private final ClickHouseLogin login;
    private final ServerProbe probe;

    public ClickHouseCheck(Report report, ClickHouseLogin login) {
        this.report = report;
        this.login = login;
        this.probe = new ServerProbe(login);
    }

    public void run() {
        try {
            report.ok(WHAT, "version " + probe.version() + " answers at " + login);
        } catch (SQLException failure) {
            report.failed(WHAT, ClickHouseFailures.sentence(failure, login));
            skipRest(report, "ClickHouse does not answer");
            return;
        }
        try {
            SchemaState state = new Schema(login, new InsertStatements()).inspect();
            grants(state);
            schema(state);
        } catch (SQLException failure) {
            report.failed(SCHEMA, ClickHouseFailures.sentence(failure, login));
        }
    }

    /** The lines that follow the one of the server, where that one is not good. */
    public static void skipRest(Report report, String because) {
        report.skipped(GRANTS, because);
        report.skipped(SCHEMA, because);
    }

    private void grants(SchemaState state) {
        try {
            List<Missing> missing = probe.missingPrivileges(state);
            if (missing.isEmpty()) {
                report.ok(GRANTS, login.user() + " may do what is needed in " + state.database());
            } else if (probe.isReadOnly()) {
                report.failed(
                        GRANTS,
                        "the profile of " + login.user() + " is read-only. Give the user a profile with readonly = 0.");
            } else {
                report.failed(GRANTS, login.user() + " lacks " + lacking(missing) + ". " + remedy(missing, state));
            }
        } catch (SQLException failure) {
            if (InsertFailure.of(failure).code() == SYNTAX_ERROR) {
                report.skipped(
                        GRANTS,
                        "this version of ClickHouse has no CHECK GRANT. Needed: CREATE DATABASE, CREATE TABLE, CREATE VIEW,"
                                + " INSERT, SELECT ON " + state.database() + ".*");
            } else {
                report.failed(GRANTS, ClickHouseFailures.sentence(failure, login));
            }
        }
    }

    /** One table for each privilege: a list of them all would hide the remedy. */
    private static String lacking(List<Missing> missing) {
        Map<String, List<Missing>> byPrivilege = missing.stream()
                .collect(Collectors.groupingBy(Missing::privilege, LinkedHashMap::new, Collectors.toList()));
        return byPrivilege.values().stream()
                .map(tables -> tables.get(0).privilege() + " on "
                        + tables.get(0).table() + (tables.size() == 1 ? "" : " and " + (tables.size() - 1) + " more"))
                .collect(Collectors.joining(", "));
    }

    private String remedy(List<Missing> missing, SchemaState state) {
        String privileges = missing.stream().map(Missing::privilege).distinct().collect(Collectors.joining(", "));
        return "Let an administrator run: GRANT " + privileges + " ON " + state.database() + ".* TO " + login.user();
    }

    private void schema(SchemaState state) {
        if (!state.missingColumns().isEmpty()) {
            report.failed(
                    SCHEMA,
                    "the tables in " + state.database() + " are older than this Tickhouse and lack "
                            + String.join(", ", state.missingColumns())
                            + ". Add them with ALTER TABLE … ADD COLUMN, as in sql/schema.sql.");
        } else if (!state.hasDatabase()) {
            report.ok(SCHEMA, "the database " + state.database() + " and its tables will be created at the start");
        } else if (!state.missingTables().isEmpty()) {
            report.ok(
                    SCHEMA,
                    "at the start will be created in " + state.database() + ": "
                            + String.join(", ", state.missingTables()));
        } else {
            report.ok(SCHEMA, state.database() + " has " + String.join(", ", state.tables()));
        }
    }
}
