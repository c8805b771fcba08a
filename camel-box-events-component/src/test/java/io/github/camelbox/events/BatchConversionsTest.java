// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.github.camelbox.events.box.BoxEvent;
import io.github.camelbox.events.box.BoxEventBatch;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.dataformat.JsonLibrary;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.apache.camel.builder.Builder.body;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A batch as it is, in the hands of what routes do with JSON: an array of its events, or a line for each. */
class BatchConversionsTest extends BoxEventsTestSupport {

    // With what a bean would lose: a field without a getter, spaces, the digits of a number, letters beyond ASCII.
    private static final String FIRST = "{\"event_id\":\"e-1\", \"unknown\":{\"kept\":[1, 2.50]},\"source\":{\"type\":\"file\","
            + "\"id\":\"7\",\"name\":\"Grüße \uD83D\uDCE6.txt\"}}";
    private static final String SECOND = "{\"event_id\":\"e-2\",\"event_type\":\"ITEM_UPLOAD\"}";
    private static final String ARRAY = "[" + FIRST + "," + SECOND + "]";
    private static final String LINES = FIRST + "\n" + SECOND + "\n";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final AtomicReference<Exchange> result = new AtomicReference<>();

    /** The message after these steps behind a batch of two events. */
    private Object bodyAfter(UnaryOperator<ProcessorDefinition<?>> steps) throws Exception {
        RouteBuilder.addRoutes(context, builder -> {
            builder.errorHandler(builder.noErrorHandler());
            steps.apply(builder.from("box-events:all?streamPosition=0&batching=true").routeId("box")).process(result::set);
        });
        box.publish(FIRST);
        box.publish(SECOND);
        context.start();
        await().until(() -> result.get() != null);
        return result.get().getMessage().getBody();
    }

    private static BoxEventBatch batch(String... events) {
        return new BoxEventBatch(List.of(events).stream().map(BoxEvent::parse).toList());
    }

    @ParameterizedTest
    @ValueSource(classes = { String.class, byte[].class, InputStream.class, JsonNode.class })
    void convertBodyToGivesAnArray(Class<?> type) throws Exception {
        Object body = bodyAfter(route -> route.convertBodyTo(type));

        assertThat(body).isInstanceOf(type);
        if (body instanceof JsonNode tree) {
            assertThat(tree).isEqualTo(MAPPER.readTree(ARRAY));
        } else {
            assertThat(context.getTypeConverter().convertTo(String.class, body)).isEqualTo(ARRAY);
        }
    }

    @Test
    void marshalJsonGivesAnArray() throws Exception {
        assertThat(bodyAfter(route -> route.marshal().json(JsonLibrary.Jackson).convertBodyTo(String.class))).isEqualTo(ARRAY);
    }

    @Test
    void splitGivesItsEvents() throws Exception {
        Object body = bodyAfter(route -> route.split(body(), AggregationStrategies.groupedBody()).log("${body}").end());

        assertThat((List<?>) body).hasOnlyElementsOfType(BoxEvent.class).extracting(Object::toString)
                .containsExactly(FIRST, SECOND);
    }

    @Test
    void jqReadsIt() throws Exception {
        assertThat(bodyAfter(route -> route.setBody().jq(".[1].event_id", String.class))).isEqualTo("e-2");
    }

    @Test
    void jsonpathReadsIt() throws Exception {
        assertThat(bodyAfter(route -> route.convertBodyTo(String.class).setBody().jsonpath("$[0].unknown.kept[1]")))
                .isEqualTo(2.5);
    }

    @ParameterizedTest
    @CsvSource({ "${body.size},2", "${body[1].eventType},ITEM_UPLOAD", "${header.CamelBoxEventsBatchSize},2" })
    void simpleReadsIt(String expression, String expected) throws Exception {
        assertThat(bodyAfter(route -> route.setBody().simple(expression, String.class))).isEqualTo(expected);
    }

    @Test
    void simpleGivesTheArrayAndTheLines() throws Exception {
        assertThat(bodyAfter(route -> route.setBody().simple("${body} ${body.toJsonLines}"))).isEqualTo(ARRAY + " " + LINES);
    }

    @Test
    void fileWritesTheArray(@TempDir Path directory) throws Exception {
        bodyAfter(route -> route.to("file:" + directory + "?fileName=${header.CamelBoxEventsStreamPosition}.json"));

        assertThat(directory.resolve("0.json")).hasBinaryContent(ARRAY.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void fileAppendsTheLines(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("events.jsonl"), "{}\n");
        bodyAfter(route -> route.setBody(exchange -> exchange.getMessage().getBody(BoxEventBatch.class).toJsonLines())
                .to("file:" + directory + "?fileName=events.jsonl&fileExist=Append"));

        assertThat(directory.resolve("events.jsonl")).hasBinaryContent(("{}\n" + LINES).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void httpSendsTheArray() throws Exception {
        BlockingQueue<String> requests = new LinkedBlockingQueue<>();
        HttpServer server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        server.createContext("/bulk", request -> {
            requests.add(request.getRequestMethod() + " " + new String(request.getRequestBody().readAllBytes(),
                    StandardCharsets.UTF_8));
            request.sendResponseHeaders(204, -1);
            request.close();
        });
        server.start();
        try {
            bodyAfter(route -> route.to("http://localhost:" + server.getAddress().getPort() + "/bulk"));
        } finally {
            server.stop(0);
        }

        assertThat(requests.poll(20, TimeUnit.SECONDS)).isEqualTo("POST " + ARRAY);
    }

    @Test
    void kafkaSendsTheArrayInARecordOrAfterASplitARecordForEachEvent() throws Exception {
        MockProducer<String, String> kafka = bindKafka(new StringSerializer());
        bodyAfter(route -> route.to(KAFKA + "&useIterator=false").split(body()).to(KAFKA).end());

        assertThat(kafka.history()).extracting(ProducerRecord::value).containsExactly(ARRAY, FIRST, SECOND);
    }

    @Test
    void streamCachingLeavesItAsItIs() throws Exception {
        context.setStreamCaching(true);

        assertThat(bodyAfter(route -> route.log("${body}"))).isInstanceOf(BoxEventBatch.class).hasToString(ARRAY);
    }

    @Test
    void itIsAListThatCannotBeChanged() {
        BoxEventBatch batch = batch(FIRST, SECOND);

        assertThat(batch).isEqualTo(List.of(BoxEvent.parse(FIRST), BoxEvent.parse(SECOND)))
                .hasSameHashCodeAs(List.of(BoxEvent.parse(FIRST), BoxEvent.parse(SECOND)))
                .isNotEqualTo(batch(SECOND, FIRST));
        assertThatThrownBy(batch::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> batch.set(0, BoxEvent.parse(SECOND))).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> batch.subList(0, 1).clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void itOutlivesSerialization() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(batch(FIRST, SECOND));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            Object read = in.readObject();

            assertThat(read).isInstanceOf(BoxEventBatch.class).isEqualTo(batch(FIRST, SECOND)).hasToString(ARRAY);
            assertThat(((BoxEventBatch) read).get(0).getSource().name()).isEqualTo("Grüße \uD83D\uDCE6.txt");
        }
    }

    @Test
    void anEventOfSeveralLinesIsOneJsonLine() throws Exception {
        String pretty = "{\r\n  \"event_id\": \"e-3\"\n}";
        String[] lines = batch(pretty, SECOND).toJsonLines().split("\n");

        assertThat(lines).hasSize(2);
        assertThat(MAPPER.readTree(lines[0])).isEqualTo(MAPPER.readTree(pretty));
        assertThat(batch(pretty)).hasToString("[" + pretty + "]");
    }
}
