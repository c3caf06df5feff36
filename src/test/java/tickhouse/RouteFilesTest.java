package tickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tickhouse.batch.DataDirectory;
import tickhouse.clickhouse.ClickHouseAddress;
import tickhouse.kalshi.TestKeys;

/** What the style guide promises of every file in {@code routes}. */
class RouteFilesTest {
    private static final Path ROUTES = Path.of("routes");
    private static final Path POLICY = ROUTES.resolve("dead-letter/policy.camel.yaml");
    private static final int MOST_LINES = 50;
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]+)}}");
    private static final Pattern INTERNAL = Pattern.compile("(?:direct|seda):[^?]+");
    private static final Pattern INSERT = Pattern.compile("insert-([a-z_]+)\\.sql");
    /** The keys below which the canonical form has one language, with its expression written out. */
    private static final Set<String> EXPRESSIONS =
            Set.of("expression", "completionPredicate", "correlationExpression", "handled", "onWhen");

    private static final Set<String> LANGUAGES = Set.of("simple", "constant", "method", "tokenize");
    private static final Set<String> WRITTEN_OUT =
            Set.of("to", "toD", "from", "bean", "log", "choice", "filter", "split");
    private static final JsonSchema SCHEMA = schema();

    static List<Path> files() {
        try (Stream<Path> files = Files.walk(ROUTES)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void theFileIsNamedAfterAVerbInTheFolderOfANoun(Path file) {
        assertThat(ROUTES.relativize(file).toString())
                .matches("[a-z-]+/[a-z-]+\\.camel\\.yaml|tables/[a-z_]+\\.camel\\.yaml");
    }

    @Test
    void everyTableThatHasAnInsertHasAFileOfItsNameThatStartsIt() throws Exception {
        Set<String> inserts = new TreeSet<>();
        try (Stream<Path> statements = Files.list(Path.of("src/main/resources/sql"))) {
            statements.forEach(statement -> {
                Matcher insert = INSERT.matcher(statement.getFileName().toString());
                if (insert.matches()) {
                    inserts.add(insert.group(1));
                }
            });
        }

        Set<String> started = new TreeSet<>();
        for (Path file : files()) {
            if (file.startsWith(ROUTES.resolve("tables"))) {
                JsonNode route = read(file).at("/0/templatedRoute");
                assertThat(route.path("routeTemplateRef").asText()).isEqualTo("clickhouse-insert");
                String table = route.at("/parameters/0/value").asText();
                assertThat(route.path("routeId").asText()).isEqualTo("tables-" + table);
                started.add(table);
            }
        }
        assertThat(started).isNotEmpty().isEqualTo(inserts);
    }

    @ParameterizedTest
    @MethodSource("files")
    void theFileIsValidAgainstTheSchemaOfCamel(Path file) {
        JsonNode asWritten = read(file);
        JsonNode resolved = resolve(asWritten, settings());

        List<String> problems = SCHEMA.validate(resolved).stream()
                .filter(problem -> !isTypedPlaceholder(problem, asWritten, resolved))
                .map(ValidationMessage::getMessage)
                .toList();

        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void expressionsAndEndpointsAreWrittenOut(Path file) {
        List<String> compact = new ArrayList<>();
        visit(read(file), (name, value) -> {
            if (WRITTEN_OUT.contains(name) && !value.isObject()) {
                compact.add(name + " should be written out: " + value);
            }
            if (name.equals("uri") && value.asText().contains("?")) {
                compact.add("options belong under parameters: " + value);
            }
            // A bean has a method too, which is not a language.
            LANGUAGES.stream()
                    .filter(language -> value.has(language) && !value.has("ref"))
                    .forEach(language -> {
                        if (!EXPRESSIONS.contains(name)) {
                            compact.add(name + " holds a language without 'expression': " + value);
                        }
                        if (!value.path(language).isObject()) {
                            compact.add(language + " should be written out: " + value);
                        }
                    });
        });

        assertThat(compact).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void anIdIsTheFolderAndTheFile(Path file) {
        String expected =
                ROUTES.relativize(file).toString().replace(".camel.yaml", "").replace('/', '-');
        for (JsonNode entry : read(file)) {
            switch (entry.fieldNames().next()) {
                case "route" -> assertThat(entry.at("/route/id").asText()).isEqualTo(expected);
                case "routeTemplate" ->
                    assertThat(entry.at("/routeTemplate/id").asText()).isEqualTo(expected);
                case "templatedRoute" ->
                    assertThat(entry.at("/templatedRoute/routeId").asText()).isEqualTo(expected);
                default -> assertThat(file).isEqualTo(POLICY);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFileHoldsOneRoute(Path file) {
        if (!file.equals(POLICY)) {
            assertThat(read(file)).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void aDescriptionIsOneSentence(Path file) {
        for (JsonNode entry : read(file)) {
            String kind = entry.fieldNames().next();
            if (!kind.equals("templatedRoute")) {
                assertThat(entry.path(kind).path("description").asText())
                        .matches("[A-Z].*\\.")
                        .doesNotContain(". ");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void theFileFitsOnOneScreen(Path file) throws IOException {
        if (!file.equals(POLICY)) {
            assertThat(Files.readAllLines(file)).hasSizeLessThanOrEqualTo(MOST_LINES);
        }
    }

    @Test
    void everyInternalEndpointThatIsSentToHasAReaderOfItsName() {
        Set<String> sentTo = new TreeSet<>();
        Set<String> readers = new TreeSet<>();
        for (Path file : files()) {
            visit(read(file), (name, value) -> {
                String uri = value.path("uri").asText();
                if (INTERNAL.matcher(uri).matches()) {
                    (name.equals("from") ? readers : sentTo).add(uri);
                }
            });
            visit(read(file), (name, value) -> {
                if (name.equals("route")
                        && INTERNAL.matcher(value.at("/from/uri").asText()).matches()) {
                    assertThat(value.at("/from/uri").asText())
                            .endsWith(":" + value.path("id").asText());
                }
            });
        }

        assertThat(readers).containsExactlyElementsOf(sentTo);
    }

    @Test
    void everyPolicyThatARouteNamesExists() {
        Set<String> named = new TreeSet<>();
        Set<String> existing = new HashSet<>();
        for (Path file : files()) {
            visit(read(file), (name, value) -> {
                if (name.equals("routeConfigurationId")) {
                    named.add(value.asText());
                }
                if (name.equals("routeConfiguration")) {
                    existing.add(value.path("id").asText());
                }
            });
        }

        assertThat(named).isNotEmpty().isSubsetOf(existing);
        assertThat(existing).isEqualTo(named);
    }

    @Test
    void everyBeanThatARouteNamesIsBound(@TempDir Path directory) throws IOException {
        Set<String> named = new TreeSet<>();
        for (Path file : files()) {
            visit(read(file), (name, value) -> {
                if (Set.of("ref", "onExceptionOccurredRef").contains(name)) {
                    named.add(value.asText());
                } else if (value.isTextual() && value.asText().startsWith("#")) {
                    named.add(value.asText().replaceFirst("#(bean:)?", ""));
                }
            });
        }
        Set<String> bound = bound(directory);
        bound.add("feedRoutes");

        assertThat(named).isNotEmpty().isSubsetOf(bound);
    }

    @Test
    void everyPlaceholderIsASettingOrAParameterOfItsTemplate() {
        Set<String> known = new HashSet<>(settings().stringPropertyNames());
        for (Path file : files()) {
            Set<String> parameters = new HashSet<>();
            JsonNode content = read(file);
            content.findValues("parameters")
                    .forEach(list -> list.forEach(
                            parameter -> parameters.add(parameter.path("name").asText())));
            Matcher placeholders = PLACEHOLDER.matcher(content.toString());
            while (placeholders.find()) {
                String key = placeholders.group(1);
                assertThat(known.contains(key) || parameters.contains(key))
                        .as("%s in %s", key, file)
                        .isTrue();
            }
        }
    }

    private static Set<String> bound(Path directory) throws IOException {
        Path key = Files.writeString(directory.resolve("key"), TestKeys.PKCS8_ED25519.pem());
        Settings settings =
                Settings.load(Settings.FILE, Map.of("KALSHI_KEY_ID", "id", "KALSHI_PRIVATE_KEY_FILE", key.toString()));
        Set<String> names = new TreeSet<>();
        try (DataDirectory data = DataDirectory.open(directory)) {
            ClickHouseAddress address = ClickHouseAddress.of("jdbc:clickhouse:http://localhost:8123/kalshi");
            new RecorderBeans(settings, data, Recorder.login(settings, address, false), Clock.systemUTC())
                    .bind((name, bean) -> names.add(name));
        }
        return names;
    }

    private static JsonSchema schema() {
        try (InputStream schema = RouteFilesTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            return JsonSchemaFactory.getInstance(VersionFlag.V4).getSchema(schema);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static JsonNode read(Path file) {
        try {
            return YAML.readTree(file.toFile());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Properties settings() {
        return Settings.load(Settings.FILE, Map.of()).all();
    }

    private static JsonNode resolve(JsonNode node, Properties settings) {
        if (node.isTextual()) {
            return TextNode.valueOf(PLACEHOLDER
                    .matcher(node.asText())
                    .replaceAll(found -> Matcher.quoteReplacement(
                            settings.getProperty(found.group(1).strip(), found.group()))));
        }
        if (node.isArray()) {
            ArrayNode array = YAML.createArrayNode();
            node.forEach(element -> array.add(resolve(element, settings)));
            return array;
        }
        if (node.isObject()) {
            ObjectNode object = YAML.createObjectNode();
            node.properties().forEach(field -> object.set(field.getKey(), resolve(field.getValue(), settings)));
            return object;
        }
        return node;
    }

    /** A placeholder is text in the file although its setting is a number or a boolean, as the schema asks. */
    private static boolean isTypedPlaceholder(ValidationMessage problem, JsonNode asWritten, JsonNode resolved) {
        JsonNode written = at(asWritten, problem);
        String value = at(resolved, problem).asText();
        return problem.getType().equals("type")
                && PLACEHOLDER.matcher(written.asText()).matches()
                && value.matches(problem.getMessage().contains("number expected") ? "\\d+(\\.\\d+)?" : "true|false");
    }

    private static JsonNode at(JsonNode root, ValidationMessage problem) {
        JsonNode node = root;
        for (int index = 0; index < problem.getInstanceLocation().getNameCount(); index++) {
            Object step = problem.getInstanceLocation().getElement(index);
            node = step instanceof Integer position ? node.path(position) : node.path(String.valueOf(step));
        }
        return node;
    }

    private static void visit(JsonNode node, BiConsumer<String, JsonNode> visitor) {
        node.properties().forEach(field -> {
            visitor.accept(field.getKey(), field.getValue());
            visit(field.getValue(), visitor);
        });
        if (node.isArray()) {
            node.forEach(element -> visit(element, visitor));
        }
    }
}
