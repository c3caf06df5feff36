# Builds and runs Tickhouse. ClickHouse is a server of its own: set CLICKHOUSE_URL. The embedded engine is not supported in
# this image: it is fetched with npm, which is not here, and a start without CLICKHOUSE_URL ends and says so.

# --- build -----------------------------------------------------------------------------------------------------------------
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /build
# A layer of their own: dependencies and plugins are fetched again only when the pom changes.
COPY pom.xml ./
COPY .mvn .mvn
RUN mvn -B -ntp dependency:go-offline
COPY application.properties ./
COPY src src
RUN mvn -B -ntp package -DskipTests

# --- run -------------------------------------------------------------------------------------------------------------------
FROM eclipse-temurin:21-jre-noble
WORKDIR /app
# A fixed uid, for the owner of mounted directories and key files. The volume takes its owner from the directory below.
RUN groupadd --gid 10001 tickhouse \
    && useradd --uid 10001 --gid 10001 --home-dir /app --no-create-home --shell /usr/sbin/nologin tickhouse \
    && install --directory --owner=10001 --group=10001 /app/data
COPY --from=build /build/target/tickhouse.jar ./
# Mount your own over these two.
COPY routes routes
COPY application.properties ./
ENV DATA_DIR=/app/data \
    TICKHOUSE_CACHE=/app/data/cache \
    SERVER_HOST=0.0.0.0
USER 10001:10001
VOLUME /app/data
EXPOSE 8080
# Live, not ready: while Kalshi or ClickHouse is away a restart mends nothing, and would lose the batch in memory.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD curl -fsS -o /dev/null "http://127.0.0.1:${SERVER_PORT:-8080}/observe/health/live" || exit 1
# Without a shell in between, so that SIGTERM reaches Java. A command such as check or replay goes behind the image's name.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-XX:+ExitOnOutOfMemoryError", "-jar", "tickhouse.jar"]
