/** The ClickHouse engine as a library, hosted in a child process: a server for trying out, for tests and for small recordings. */
@NullMarked
package tickhouse.clickhouse.embedded;

import org.jspecify.annotations.NullMarked;
