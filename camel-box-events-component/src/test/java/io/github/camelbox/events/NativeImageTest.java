// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelbox.events.box.BoxEvent;
import io.github.camelbox.events.box.BoxEventBatch;
import io.github.camelbox.events.metrics.MicrometerMeters;
import io.github.camelbox.events.state.JdbcStateStore;
import io.github.camelbox.events.tracing.BoxEventsSpanDecorator;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What a native image has to be told, for its compiler does not see it: made of the classes, and in the jar. */
class NativeImageTest {

    private static final Path MODULE = Path.of(System.getProperty("basedir", "."));
    private static final Path RESOURCES = MODULE.resolve(Path.of("src", "main", "resources"));
    private static final Path GENERATED = MODULE.resolve(Path.of("src", "generated", "resources"));
    private static final Path FOLDER
            = RESOURCES.resolve(Path.of("META-INF", "native-image", "io.github.camelbox", "camel-box-events"));
    private static final Pattern CLASS = Pattern.compile("(?m)^(?:class=)?(io\\.github\\.camelbox\\.events\\.[\\w.]+)$");

    // Without these libraries the classes cannot be looked at.
    private static final Map<Class<?>, String> NEEDED = Map.of(
            MicrometerMeters.class, "io.micrometer.core.instrument.MeterRegistry",
            BoxEventsSpanDecorator.class, "org.apache.camel.telemetry.SpanDecorator");

    private final ObjectMapper mapper = new ObjectMapper();

    @Test
    void whatIsReachedByItsName() throws Exception {
        ArrayNode entries = mapper.createArrayNode();
        Set<Class<?>> bodies = bodies();
        // Jackson writes the parts of an event by their fields and methods, Camel's languages read them by their methods.
        bodies.forEach(body -> entry(entries, body).put("allDeclaredConstructors", true).put("allDeclaredFields", true)
                .put("allDeclaredMethods", true).put("allPublicMethods", true));
        Set<Class<?>> named = byName();
        named.addAll(namedInServices());
        named.addAll(publicClassesOf(BoxEventsComponent.class));
        named.addAll(List.of(JdbcStateStore.class, MicrometerMeters.class));
        named.removeAll(bodies);
        named.forEach(type -> entry(entries, type).put("allPublicConstructors", true).put("allPublicMethods", true));
        compare("reflect-config.json", entries);
    }

    private ObjectNode entry(ArrayNode entries, Class<?> type) {
        ObjectNode entry = entries.addObject();
        if (NEEDED.containsKey(type)) {
            entry.putObject("condition").put("typeReachable", NEEDED.get(type));
        }
        return entry.put("name", type.getName());
    }

    private static Set<Class<?>> byName() {
        return new TreeSet<>((one, other) -> one.getName().compareTo(other.getName()));
    }

    // The bodies, and of what their public methods give, what is the component's own.
    private static Set<Class<?>> bodies() {
        Set<Class<?>> bodies = byName();
        add(BoxEvent.class, bodies);
        add(BoxEventBatch.class, bodies);
        assertThat(bodies).contains(BoxEvent.User.class, BoxEvent.Item.class, BoxEvent.Folder.class);
        return bodies;
    }

    private static void add(Type type, Set<Class<?>> bodies) {
        if (type instanceof ParameterizedType generic) {
            Stream.of(generic.getActualTypeArguments()).forEach(argument -> add(argument, bodies));
        } else if (type instanceof Class<?> body && body.getName().startsWith(BoxEvent.class.getPackageName())
                && bodies.add(body)) {
            Stream.of(body.getMethods()).map(Method::getGenericReturnType).forEach(given -> add(given, bodies));
        }
    }

    private static Set<Class<?>> namedInServices() throws Exception {
        Set<Class<?>> named = byName();
        for (Path file : files("services").toList()) {
            for (String name : CLASS.matcher(Files.readString(file)).results().map(match -> match.group(1)).toList()) {
                named.add(Class.forName(name));
            }
        }
        assertThat(named).contains(BoxEventsComponentConfigurer.class, BoxEventConverterLoader.class,
                BoxEventsSpanDecorator.class);
        return named;
    }

    // What properties and XML name as a bean, what Camel sets options of, and what JMX shows.
    private static Set<Class<?>> publicClassesOf(Class<?> door) throws Exception {
        Set<Class<?>> classes = byName();
        Path folder = Path.of("target/classes", door.getPackageName().replace('.', '/'));
        try (Stream<Path> files = Files.list(folder)) {
            for (String file : files.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.contains("$")).toList()) {
                Class<?> type = Class.forName(door.getPackageName() + "." + file.replace(".class", ""));
                if (Modifier.isPublic(type.getModifiers())) {
                    classes.add(type);
                }
            }
        }
        assertThat(classes).contains(BoxLogin.class, BoxEventsConfiguration.class, BoxEventsConsumer.class);
        return classes;
    }

    @Test
    void whatIsSerialised() throws Exception {
        Set<String> types = new TreeSet<>(Set.of(BoxEvent.class.getName()));
        BoxEvent event = BoxEvent.parse("{\"event_id\":\"1\"}");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new BoxEventBatch(List.of(event)));
            out.writeObject(new BoxEventBatch(List.of(event, event, event)));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())) {
            @Override
            protected Class<?> resolveClass(ObjectStreamClass described) throws IOException, ClassNotFoundException {
                types.add(described.getName());
                return super.resolveClass(described);
            }
        }) {
            assertThat(in.readObject()).isEqualTo(List.of(event));
        }
        ObjectNode config = mapper.createObjectNode();
        ArrayNode entries = config.putArray("types");
        types.forEach(type -> entries.addObject().put("name", type));
        compare("serialization-config.json", config);
    }

    @Test
    void whatIsReadFromTheJar() throws Exception {
        ObjectNode config = mapper.createObjectNode();
        ArrayNode includes = config.putObject("resources").putArray("includes");
        Stream.concat(files("kamelets"), Stream.concat(files("META-INF/box-events"), Stream.concat(files("META-INF/io"),
                files("META-INF/services/org/apache/camel")))).map(NativeImageTest::nameInTheJar).sorted()
                .forEach(name -> includes.addObject().put("pattern", Pattern.quote(name)));
        assertThat(includes.toString()).contains("kamelets/box-events-source.kamelet.yaml", "event.schema.json",
                "component/box-events", "events/box-events.json");
        compare("resource-config.json", config);
    }

    // Those whose path in the jar contains that.
    private static Stream<Path> files(String part) throws IOException {
        try (Stream<Path> main = Files.walk(RESOURCES); Stream<Path> generated = Files.walk(GENERATED)) {
            return Stream.concat(main, generated).filter(Files::isRegularFile)
                    .filter(file -> nameInTheJar(file).contains(part)).toList().stream();
        }
    }

    private static String nameInTheJar(Path file) {
        return (file.startsWith(GENERATED) ? GENERATED : RESOURCES).relativize(file).toString().replace('\\', '/');
    }

    private void compare(String name, JsonNode config) throws IOException {
        String updated = mapper.writer(new DefaultPrettyPrinter().withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE))
                .writeValueAsString(config) + "\n";
        if (System.getProperty("update-docs") != null) {
            Files.writeString(FOLDER.resolve(name), updated);
        } else {
            assertThat(FOLDER.resolve(name)).as("to be updated by: mvn -Pregenerate test").hasContent(updated);
        }
    }
}
