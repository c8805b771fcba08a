// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelbox.events.box.BoxEvent;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.dataformat.JsonLibrary;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.DefaultExchangeHolder;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.apache.camel.builder.Builder.body;
import static org.apache.camel.builder.Builder.constant;
import static org.assertj.core.api.Assertions.assertThat;

/** The body as it is, in the hands of what routes do with JSON. */
class ConversionsTest extends BoxEventsTestSupport {

    // With what a bean would lose: a field without a getter, spaces, the digits of a number, letters beyond ASCII.
    private static final String EVENT = "{\"type\":\"event\", \"event_id\":\"e-1\",\"event_type\":\"ITEM_UPLOAD\","
            + "\"created_at\":\"2026-03-04T05:06:07-08:00\",\"unknown\":{\"kept\":[1, 2.50]},"
            + "\"created_by\":{\"type\":\"user\",\"id\":\"42\",\"name\":\"Ann\"},"
            + "\"source\":{\"type\":\"file\",\"id\":\"7\",\"name\":\"Grüße \uD83D\uDCE6.txt\"}}";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final AtomicReference<Exchange> result = new AtomicReference<>();

    /** The Exchange after these steps behind an event. */
    private Exchange after(UnaryOperator<ProcessorDefinition<?>> steps) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                steps.apply(from("box-events:all?streamPosition=0").routeId("box")).process(result::set);
            }
        });
        box.publish(EVENT);
        context.start();
        await().until(() -> result.get() != null);
        return result.get();
    }

    private Object bodyAfter(UnaryOperator<ProcessorDefinition<?>> steps) throws Exception {
        return after(steps).getMessage().getBody();
    }

    @ParameterizedTest
    @ValueSource(classes = { String.class, byte[].class, InputStream.class, JsonNode.class, Map.class })
    void convertBodyToGivesThatType(Class<?> type) throws Exception {
        Object body = bodyAfter(route -> route.convertBodyTo(type));

        assertThat(body).isInstanceOf(type);
        if (body instanceof JsonNode || body instanceof Map) {
            assertThat(MAPPER.<JsonNode> valueToTree(body)).isEqualTo(MAPPER.readTree(EVENT));
        } else {
            assertThat(context.getTypeConverter().convertTo(String.class, body)).isEqualTo(EVENT);
        }
    }

    @Test
    void marshalJsonGivesItsOwnJson() throws Exception {
        Exchange exchange = after(route -> route.marshal().json(JsonLibrary.Jackson));

        assertThat(exchange.getMessage().getBody(byte[].class)).isEqualTo(EVENT.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void marshalJsonOfSeveralGivesAnArrayOfThem() throws Exception {
        Object body = bodyAfter(route -> route.process(exchange -> exchange.getMessage()
                .setBody(List.of(exchange.getMessage().getBody(), exchange.getMessage().getBody())))
                .marshal().json(JsonLibrary.Jackson).convertBodyTo(String.class));

        assertThat(body).isEqualTo("[" + EVENT + "," + EVENT + "]");
    }

    @Test
    void unmarshalJsonGivesAMap() throws Exception {
        Object body = bodyAfter(route -> route.unmarshal().json(JsonLibrary.Jackson));

        assertThat(body).isInstanceOf(Map.class);
        assertThat((Map<?, ?>) body).extracting("event_id", "unknown").containsExactly("e-1", Map.of("kept", List.of(1, 2.5)));
    }

    static Stream<Arguments> simpleExpressions() {
        return Stream.of(
                Arguments.of("${body}", EVENT),
                Arguments.of("${bodyAs(String)}", EVENT),
                Arguments.of("${body.eventType}", "ITEM_UPLOAD"),
                Arguments.of("${body.source.id}", "7"),
                Arguments.of("${body.source?.name}", "Grüße \uD83D\uDCE6.txt"),
                Arguments.of("${body.createdBy.name}", "Ann"),
                Arguments.of("${body.createdTime.year}", "2026"),
                Arguments.of("${body.toMap[unknown][kept]}", "[1, 2.5]"));
    }

    @ParameterizedTest
    @MethodSource("simpleExpressions")
    void simpleReadsIt(String expression, String expected) throws Exception {
        assertThat(after(route -> route.setBody().simple(expression)).getMessage().getBody(String.class)).isEqualTo(expected);
    }

    @Test
    void jsonpathReadsIt() throws Exception {
        assertThat(bodyAfter(route -> route.setBody().jsonpath("$.unknown.kept[1]"))).isEqualTo(2.5);
    }

    @Test
    void jqReadsIt() throws Exception {
        assertThat(bodyAfter(route -> route.setBody().jq(".unknown.kept[0]", String.class))).isEqualTo("1");
    }

    @Test
    void logPrintsItsJson() throws Exception {
        try (LogCapture log = LogCapture.at(Level.INFO)) {
            after(route -> route.to("log:endpoint?showBodyType=false").log("It is ${body}"));

            assertThat(log.lines()).extracting(LogCapture.Line::text)
                    .anyMatch(line -> line.contains("Body: " + EVENT)).contains("It is " + EVENT);
        }
    }

    @Test
    void fileWritesItsJson(@TempDir Path directory) throws Exception {
        after(route -> route.to("file:" + directory + "?fileName=${header.CamelBoxEventsEventId}.json"));

        assertThat(directory.resolve("e-1.json")).hasBinaryContent(EVENT.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void kafkaSendsItsJsonAsText() throws Exception {
        assertThat(sentToKafka(new StringSerializer())).isEqualTo(EVENT);
    }

    @Test
    void kafkaSendsItsJsonAsBytes() throws Exception {
        assertThat(sentToKafka(new ByteArraySerializer())).isEqualTo(EVENT.getBytes(StandardCharsets.UTF_8));
    }

    // As far as the producer of Kafka's own library: there is no broker.
    private <V> V sentToKafka(Serializer<V> serializer) throws Exception {
        MockProducer<String, V> kafka = new MockProducer<>(true, null, new StringSerializer(), serializer);
        context.getRegistry().bind("kafka", new DefaultKafkaClientFactory() {
            @Override
            public Producer<?, ?> getProducer(Properties properties) {
                return kafka;
            }
        });
        after(route -> route.to("kafka:events?brokers=unused&synchronous=true&kafkaClientFactory=#kafka&valueSerializer="
                + serializer.getClass().getName()));
        assertThat(kafka.history()).hasSize(1);
        return kafka.history().get(0).value();
    }

    @Test
    void streamCachingLeavesItAsItIs() throws Exception {
        context.setStreamCaching(true);

        assertThat(bodyAfter(route -> route.log("${body}"))).isInstanceOf(BoxEvent.class).hasToString(EVENT);
    }

    @Test
    void aStreamOfItCanBeReadTwice() throws Exception {
        context.setStreamCaching(true);
        Exchange exchange = after(route -> route.convertBodyTo(InputStream.class)
                .setHeader("first").simple("${bodyAs(String)}").setHeader("second").simple("${bodyAs(String)}"));

        assertThat(exchange.getMessage().getHeaders()).containsEntry("first", EVENT).containsEntry("second", EVENT);
    }

    @Test
    void splitTakesItForOne() throws Exception {
        Exchange exchange = after(route -> route.split(body(), AggregationStrategies.groupedBody()).log("${body}").end());

        assertThat(exchange.getMessage().getBody(List.class)).singleElement().isInstanceOf(BoxEvent.class).hasToString(EVENT);
    }

    @Test
    void aggregateHoldsSeveral() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("box-events:all?streamPosition=0")
                        .aggregate(constant(true), AggregationStrategies.groupedBody()).completionSize(3)
                        .process(result::set);
            }
        });
        publish("e-1", "e-2", "e-3");
        context.start();

        await().until(() -> result.get() != null);
        assertThat(result.get().getMessage().getBody(List.class)).extracting(Object::toString)
                .containsExactly(event("e-1"), event("e-2"), event("e-3"));
    }

    // What Camel's persistent repositories do with the Exchange of an unfinished aggregate, with the filter that users set.
    @Test
    void aListOfThemSurvivesInAPersistentAggregation() throws Exception {
        Exchange exchange
                = after(route -> route.aggregate(constant(true), AggregationStrategies.groupedBody()).completionSize(1));
        ByteArrayOutputStream stored = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(stored)) {
            out.writeObject(DefaultExchangeHolder.marshal(exchange, true));
        }
        Exchange restored = new DefaultExchange(context);
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(stored.toByteArray()))) {
            in.setObjectInputFilter(ObjectInputFilter.Config
                    .createFilter("java.**;org.apache.camel.**;io.github.camelbox.events.**;!*"));
            DefaultExchangeHolder.unmarshal(restored, (DefaultExchangeHolder) in.readObject());
        }

        assertThat(restored.getMessage().getBody()).isEqualTo(List.of(BoxEvent.parse(EVENT)));
    }
}
