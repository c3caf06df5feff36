package tickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.apache.camel.Route;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tickhouse.feed.FollowedMarkets;

class KalshiReloadRouteTest {
    private final Path routes;
    private final RouteRig rig;

    KalshiReloadRouteTest(@TempDir Path directory) {
        routes = directory.resolve("routes");
        rig = RouteRig.in(directory)
                .routes("kalshi/feed", "kalshi/reload")
                .mocking("direct:kalshi-decode")
                .withFeedsIn(routes)
                .with("kalshi.url", "ws://127.0.0.1:1/ws")
                .with("kalshi.reload-interval-ms", "100");
    }

    @BeforeEach
    void copyRoutes() throws IOException {
        Files.createDirectories(routes.resolve("feeds"));
        Files.createDirectories(routes.resolve("kalshi"));
        Files.copy(Path.of("routes/kalshi/feed.camel.yaml"), routes.resolve("kalshi/feed.camel.yaml"));
        write("default", feed("default", "KXA-26"));
    }

    private void write(String name, String content) throws IOException {
        // By a rename, as an editor does it: the reload never sees half a file.
        Path temporary = Files.writeString(routes.resolve(name), content);
        Files.move(
                temporary, routes.resolve("feeds").resolve(name + ".camel.yaml"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static String feed(String name, String markets) throws IOException {
        return Files.readString(Path.of("routes/feeds/default.camel.yaml"))
                .replace("feeds-default", "feeds-" + name)
                .replace("value: default", "value: " + name)
                .replace("\"{{kalshi.markets}}\"", "\"" + markets + "\"");
    }

    private FeedRoutes feeds() {
        return rig.bean("feedRoutes", FeedRoutes.class);
    }

    private @Nullable Route route(String name) {
        return rig.context().getRoute("feeds-" + name);
    }

    private RouteRig loaded() throws Exception {
        rig.start();
        feeds().load();
        return rig;
    }

    @Test
    void aNewFileStartsItsFeedAndLeavesTheOthersAlone() throws Exception {
        try (rig) {
            loaded();
            Route before = route("default");
            assertThat(before).isNotNull();

            write("second", feed("second", "KXB-26"));

            await().untilAsserted(() -> assertThat(route("second")).isNotNull());
            assertThat(route("default")).isSameAs(before);
        }
    }

    @Test
    void otherMarketsLeaveTheFeedRunningAndBecomeItsList() throws Exception {
        try (rig) {
            loaded();
            Route before = route("default");

            write("default", feed("default", "KXA-26,KXB-26"));

            FollowedMarkets followed = rig.bean("followedMarkets", FollowedMarkets.class);
            await().until(() -> followed.due().equals(List.of("default")));
            assertThat(route("default")).isSameAs(before);
            assertThat(followed.opening("default", "KXA-26")).containsExactly("KXA-26", "KXB-26");
        }
    }

    @Test
    void otherMarketsOfOneFeedOfAFileLeaveItsOtherFeedAlone() throws Exception {
        write("second", feed("second", "KXB-26") + feed("third", "KXC-26"));
        try (rig) {
            loaded();
            Route second = route("second");
            Route third = route("third");

            write("second", feed("second", "KXB-26,KXD-26") + feed("third", "KXC-26"));

            FollowedMarkets followed = rig.bean("followedMarkets", FollowedMarkets.class);
            await().until(() -> followed.due().equals(List.of("second")));
            assertThat(route("second")).isSameAs(second);
            assertThat(route("third")).isSameAs(third);
        }
    }

    @Test
    void aFileThatChangesMoreThanMarketsReplacesItsFeed() throws Exception {
        try (rig) {
            loaded();
            Route before = route("default");

            write("default", feed("default", "KXA-26,KXB-26") + "      - name: channels\n        value: ticker\n");

            await().untilAsserted(() -> assertThat(route("default")).isNotNull().isNotSameAs(before));
            Route reload = rig.context().getRoute("kalshi-reload");
            assertThat(reload).isNotNull();
            FollowedMarkets followed = rig.bean("followedMarkets", FollowedMarkets.class);
            assertThat(followed.opening("default", "KXA-26")).containsExactly("KXA-26", "KXB-26");
        }
    }

    @Test
    void aFileThatIsGoneStopsItsFeed() throws Exception {
        try (rig) {
            loaded();

            Files.delete(routes.resolve("feeds/default.camel.yaml"));

            await().untilAsserted(() -> assertThat(route("default")).isNull());
        }
    }

    @Test
    void aFileThatCannotBeUsedLeavesWhatItDefinedBefore() throws Exception {
        try (rig) {
            loaded();
            Route before = route("default");

            write("default", "- templatedRoute:\n    routeTemplateRef: no-such-template\n");
            feeds().reload();
            assertThat(route("default")).isSameAs(before);

            write("default", "");
            feeds().reload();
            assertThat(route("default")).isSameAs(before);

            write("default", "- [this is: not YAML");
            feeds().reload();
            assertThat(route("default")).isSameAs(before);

            write("default", feed("default", " "));
            feeds().reload();
            assertThat(route("default")).isSameAs(before);
        }
    }

    @Test
    void aRouteIdOfAnotherFileIsRefused() throws Exception {
        try (rig) {
            loaded();
            Route before = route("default");

            write("second", feed("default", "KXB-26"));
            feeds().reload();

            assertThat(route("default")).isSameAs(before);
        }
    }

    @Test
    void atTheStartAFeedOfSomethingElseThanMarketsIsRefusedWithARemedy() throws Exception {
        write("default", feed("default", "KXA-26,category:Sports"));
        try (rig) {
            rig.start();

            assertThatExceptionOfType(FeedRouteException.class)
                    .isThrownBy(() -> feeds().load())
                    .withMessageContaining("'category:Sports' is neither a market's ticker nor event:… nor series:…;")
                    .withMessageContaining("set KALSHI_MARKETS");
        }
    }

    @Test
    void atTheStartAFeedWithoutMarketsIsRefusedWithARemedy() throws Exception {
        write("default", feed("default", ""));
        try (rig) {
            rig.start();

            assertThatExceptionOfType(FeedRouteException.class)
                    .isThrownBy(() -> feeds().load())
                    .withMessageContaining("default.camel.yaml cannot be used")
                    .withMessageContaining("set KALSHI_MARKETS");
        }
    }

    @Test
    void aReasonThatNamesNoPlaceComesWithTheLineOfTheRoute() throws Exception {
        write("default", "# our feed\n- templatedRoute:\n    routeTemplateRef: no-such-template\n");
        try (rig) {
            rig.start();

            assertThatExceptionOfType(FeedRouteException.class)
                    .isThrownBy(() -> feeds().load())
                    .withMessageContaining("default.camel.yaml cannot be used")
                    .withMessageContaining("no-such-template")
                    .withMessageEndingWith("in the route that begins in line 2.");
        }
    }

    @Test
    void atTheStartAFolderWithoutFeedsIsRefused() throws Exception {
        Files.delete(routes.resolve("feeds/default.camel.yaml"));
        try (rig) {
            rig.start();

            assertThatExceptionOfType(FeedRouteException.class)
                    .isThrownBy(() -> feeds().load())
                    .withMessageContaining("holds no *.camel.yaml file");
        }
    }
}
