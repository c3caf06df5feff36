package tickhouse.feed;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tickhouse.batch.DurableFiles;
import tickhouse.batch.GapEvent;
import tickhouse.book.BookCheck;

/**
 * What each feed would have to tell the next process if this one ended now: one small JSON file a feed, replaced by a rename.
 * It is at most a second old.
 */
final class FeedMemory {
    private static final Logger LOG = LoggerFactory.getLogger(FeedMemory.class);

    private static final String ENDING = ".json";

    private final ObjectMapper json = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private final Path directory;

    /**
     * A feed at one moment.
     *
     * @param open whether there was a connection: then its end was never declared
     * @param gaps how many gaps the session had, so that the next one gets another name
     * @param undeclaredGaps gaps whose row is in no batch file yet
     * @param undeclaredSessions the same of openings and ends
     * @param undeclaredChecks the same of what was wrong with books
     */
    record Entry(
            @JsonProperty(required = true) String feed,
            @JsonProperty(required = true) String session,
            @JsonProperty(required = true) boolean open,
            @JsonProperty(required = true) Instant newestAt,
            @JsonProperty(required = true) List<String> markets,
            @JsonProperty(required = true) List<Sequence> sequences,
            @JsonProperty(required = true) int gaps,
            List<GapEvent> unhealed,
            List<GapEvent> undeclaredGaps,
            List<SessionEvent> undeclaredSessions,
            List<BookCheck> undeclaredChecks,
            List<TradeSpan> missingTrades) {
        /** The file of an older Tickhouse lacks what that did not know. */
        Entry {
            unhealed = orNone(unhealed);
            undeclaredGaps = orNone(undeclaredGaps);
            undeclaredSessions = orNone(undeclaredSessions);
            undeclaredChecks = orNone(undeclaredChecks);
            missingTrades = orNone(missingTrades);
        }

        private static <T> List<T> orNone(@Nullable List<T> list) {
            return list == null ? List.of() : list;
        }
    }

    /** A subscription: up to where its frames are in files, and the newest number that was received. */
    record Sequence(long sid, String channel, long durable, long newest) {}

    FeedMemory(Path directory) {
        this.directory = directory;
    }

    void keep(Entry entry) throws IOException {
        Files.createDirectories(directory);
        Path file = file(entry.feed());
        Path next = file.resolveSibling(file.getFileName() + ".next");
        DurableFiles.write(next, json.writeValueAsString(entry));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    Optional<Entry> recall(String feed) {
        Path file = file(feed);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(json.readValue(file.toFile(), Entry.class));
        } catch (IOException unreadable) {
            LOG.warn(
                    "{} cannot be read, so an end of the process before is not declared: {}",
                    file,
                    unreadable.toString());
            return Optional.empty();
        }
    }

    /** The feeds that have a memory. */
    List<String> names() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ENDING))
                    .map(name -> URLDecoder.decode(
                            name.substring(0, name.length() - ENDING.length()), StandardCharsets.UTF_8))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            LOG.warn(
                    "{} cannot be read, so an end of the process before is not declared: {}",
                    directory,
                    unreadable.toString());
            return List.of();
        }
    }

    private Path file(String feed) {
        return directory.resolve(URLEncoder.encode(feed, StandardCharsets.UTF_8) + ENDING);
    }
}
