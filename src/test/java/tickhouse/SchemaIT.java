package tickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import tickhouse.clickhouse.ClickHouseAddress;
import tickhouse.clickhouse.ClickHouseLogin;
import tickhouse.clickhouse.InsertStatements;
import tickhouse.clickhouse.OldSchemaException;
import tickhouse.clickhouse.Query;
import tickhouse.clickhouse.Schema;
import tickhouse.clickhouse.embedded.TestEngine;

class SchemaIT {
    private static Schema schema(String jdbcUrl) {
        return new Schema(
                new ClickHouseLogin(ClickHouseAddress.of(jdbcUrl), "default", "", 30_000), new InsertStatements());
    }

    private static List<String> definitions(TestEngine.Database database) {
        return Query.rows(
                database.jdbcUrl(),
                "SELECT name, create_table_query FROM system.tables WHERE database = currentDatabase() ORDER BY name");
    }

    @Test
    void whatIsMissingIsCreatedAndTwiceIsHarmless() throws Exception {
        TestEngine.Database database = TestEngine.freshDatabase();
        Schema schema = schema(database.jdbcUrl());
        assertThat(schema.isUnsettled()).isTrue();

        schema.prepare();
        List<String> first = definitions(database);
        schema.prepare();

        assertThat(schema.isUnsettled()).isFalse();
        assertThat(first).hasSize(9);
        assertThat(definitions(database)).isEqualTo(first);
    }

    @Test
    void theDatabaseItselfIsCreated() throws Exception {
        String name = TestEngine.freshDatabase().name() + "_made";

        schema(TestEngine.shared().jdbcUrl(name)).prepare();

        assertThat(Query.value(TestEngine.shared().jdbcUrl(name), "SELECT count() FROM orderbook_events"))
                .isEqualTo("0");
    }

    @Test
    void aMissingColumnIsNamedAndNothingIsAltered() throws Exception {
        TestEngine.Database database = TestEngine.freshDatabase();
        schema(database.jdbcUrl()).prepare();
        Query.execute(database.jdbcUrl(), "ALTER TABLE orderbook_events DROP COLUMN use_yes_price");
        Query.execute(database.jdbcUrl(), "ALTER TABLE feed_gaps DROP COLUMN detail");
        List<String> before = definitions(database);
        Schema schema = schema(database.jdbcUrl());

        assertThat(schema.prepare()).contains("trades").doesNotContain("orderbook_events", "feed_gaps");

        assertThatExceptionOfType(OldSchemaException.class)
                .isThrownBy(schema::requireSettled)
                .withMessageContaining("orderbook_events.use_yes_price, feed_gaps.detail");

        assertThat(schema.isUnsettled()).isTrue();
        assertThat(definitions(database)).isEqualTo(before);
    }

    @Test
    void aTableOfAnotherShapeWithMoreColumnsStaysAsItIs() throws Exception {
        TestEngine.Database database = TestEngine.freshDatabase();
        schema(database.jdbcUrl()).prepare();
        Query.execute(database.jdbcUrl(), "ALTER TABLE orderbook_events ADD COLUMN mine String");
        List<String> before = definitions(database);

        schema(database.jdbcUrl()).prepare();

        assertThat(definitions(database)).isEqualTo(before);
    }

    @Test
    void theHealthQueryOfTheUserAnswers() throws Exception {
        TestEngine.Database database = TestEngine.freshDatabase();
        schema(database.jdbcUrl()).prepare();
        Query.execute(
                database.jdbcUrl(),
                "INSERT INTO orderbook_events (feed, event_type, side, ts) VALUES ('default', 'delta', 'yes', now64(6))");

        List<String> answer = Query.rows(
                TestEngine.shared().jdbcUrl("default"),
                "SELECT max(ts), max(ingest_ts), now(), now() - max(ingest_ts),"
                        + " countIf(ingest_ts >= now() - toIntervalMinute(5)) FROM " + database.name()
                        + ".orderbook_events");

        assertThat(answer).singleElement().asString().matches("20.+\\|20.+\\|20.+\\|-?\\d.*\\|1");
    }
}
