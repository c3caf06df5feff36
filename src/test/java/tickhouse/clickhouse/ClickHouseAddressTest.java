package tickhouse.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClickHouseAddressTest {
    @ParameterizedTest
    @CsvSource({
        "jdbc:clickhouse:http://localhost:8123/ticks, jdbc:clickhouse:http://localhost:8123/ticks, ticks",
        "jdbc:clickhouse:http://localhost:8123, jdbc:clickhouse:http://localhost:8123/kalshi, kalshi",
        "jdbc:clickhouse:https://db.example/, jdbc:clickhouse:https://db.example/kalshi, kalshi",
        "jdbc:clickhouse://click_house/ticks?, jdbc:clickhouse://click_house/ticks, ticks",
        "jdbc:clickhouse:http://[::1]:8123/ticks, jdbc:clickhouse:http://[::1]:8123/ticks, ticks"
    })
    void theDatabaseIsKalshiUnlessTheAddressNamesOne(String url, String shown, String database) {
        ClickHouseAddress address = ClickHouseAddress.of(url);

        assertThat(address.url()).isEqualTo(shown);
        assertThat(address.database()).isEqualTo(database);
        assertThat(address.options()).isEmpty();
    }

    @Test
    void theOptionsAreApartFromTheAddress() {
        ClickHouseAddress address = ClickHouseAddress.of("jdbc:clickhouse:http://db/ticks?ssl=true&password=a%26b%20c");

        assertThat(address.options()).containsOnly(entry("ssl", "true"), entry("password", "a&b c"));
        assertThat(address.with("default").options()).isEqualTo(address.options());
        assertThat(address.with("default").url()).isEqualTo("jdbc:clickhouse:http://db/default");
    }

    @Test
    void noPasswordIsShown() {
        ClickHouseAddress address = ClickHouseAddress.of("jdbc:clickhouse:http://db:8123/kalshi?password=hush");

        assertThat(address.shown()).isEqualTo("jdbc:clickhouse:http://db:8123/kalshi");
        assertThat(address).hasToString(address.shown());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:mysql://me:hush@db/kalshi?password=hush",
                "jdbc:clickhouse:http://me:hush@db:8123/kalshi",
                "jdbc:clickhouse:http://me:hu?hush@db:8123/kalshi",
                "jdbc:clickhouse:http://me:hu/hush@db:8123/kalshi",
                "jdbc:clickhouse:http://me:hu@hush@db:8123/kalshi",
                "jdbc:clickhouse:http://db:port/kalshi?password=hush",
                "jdbc:clickhouse:http://db:65536/kalshi?password=hush",
                "jdbc:clickhouse:http://a db/kalshi?password=hush",
                "jdbc:clickhouse:http://one,two/kalshi?password=hush",
                "jdbc:clickhouse:http://db/kalshi?password=%zzhush",
                "jdbc:clickhouse:http://db/kalshi?password=hush&ssl",
                "jdbc:clickhouse:http://db/kalshi?password=hush hush",
                "jdbc:clickhouse:http://db/kal-shi?password=hush",
                "jdbc:clickhouse:http://db/kalshi?\npassword=hush",
                "jdbc:clickhouse:http:///kalshi?password=hush"
            })
    void anAddressThatTheDriverWouldRefuseOrIgnoreInPartIsRefusedWithoutThePassword(String url) {
        assertThatExceptionOfType(BadAddressException.class)
                .isThrownBy(() -> ClickHouseAddress.of(url))
                .withMessageContaining("CLICKHOUSE_URL")
                .withMessageNotContaining("hush");
    }
}
