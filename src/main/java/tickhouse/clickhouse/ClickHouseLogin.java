package tickhouse.clickhouse;

import com.clickhouse.jdbc.DataSourceImpl;
import java.util.Properties;
import javax.sql.DataSource;

/** How to reach ClickHouse. Its text has no password in it. */
public final class ClickHouseLogin {
    private final ClickHouseAddress address;
    private final String user;
    private final String password;
    private final long socketTimeoutMillis;

    public ClickHouseLogin(ClickHouseAddress address, String user, String password, long socketTimeoutMillis) {
        this.address = address;
        this.user = user;
        this.password = password;
        this.socketTimeoutMillis = socketTimeoutMillis;
    }

    public ClickHouseAddress address() {
        return address;
    }

    public String user() {
        return user;
    }

    /** The same login for questions that take long. */
    public ClickHouseLogin withSocketTimeoutMillis(long millis) {
        return new ClickHouseLogin(address, user, password, millis);
    }

    /** Connections to the database. The driver repeats nothing by itself: redelivery belongs to the routes. */
    public DataSource dataSource() {
        return dataSource(address);
    }

    /** Connections to the database that every server has. */
    DataSource defaultDatabase() {
        return dataSource(address.with("default"));
    }

    private DataSource dataSource(ClickHouseAddress target) {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("client_retry_on_failures", "None");
        properties.setProperty("socket_timeout", Long.toString(socketTimeoutMillis));
        properties.setProperty("connection_timeout", "5000");
        // As the driver does: what the address says wins.
        properties.putAll(target.options());
        return new DataSourceImpl(target.url(), properties);
    }

    @Override
    public String toString() {
        return address.shown() + " as " + user;
    }
}
