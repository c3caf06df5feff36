package tickhouse.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class ClickHouseAddressTest {
    @Test
    void noPasswordIsShown() {
        assertThat(ClickHouseAddress.of("jdbc:clickhouse:http://me:hush@db:8123/kalshi?password=hush")
                        .shown())
                .isEqualTo("jdbc:clickhouse:http://db:8123/kalshi");
        assertThatExceptionOfType(BadAddressException.class)
                .isThrownBy(() -> ClickHouseAddress.of("jdbc:mysql://me:hush@db/kalshi?password=hush"))
                .withMessageContaining("CLICKHOUSE_URL")
                .withMessageNotContaining("hush");
    }
}
