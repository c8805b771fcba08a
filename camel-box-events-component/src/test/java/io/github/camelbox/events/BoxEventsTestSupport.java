// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelbox.events.box.Gate;
import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.BoxSandboxExtension;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.TransformerKey;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;

import static org.junit.jupiter.api.Assertions.assertTimeout;

/**
 * A Box sandbox and a Camel context, new for each test, with a component that logs in to the sandbox and retries quickly.
 */
abstract class BoxEventsTestSupport {

    @RegisterExtension
    static final BoxSandboxExtension SANDBOX = new BoxSandboxExtension();

    static final String KAFKA = "kafka:events?brokers=unused&synchronous=true&kafkaClientFactory=#kafka";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** The ids of the events that a route has received, in order. */
    final List<String> received = new CopyOnWriteArrayList<>();

    /** What a consumer reports that has the option {@code exceptionHandler=#reports}. */
    final Reports reports = new Reports();

    /** What {@code positionRepository=#positions} keeps, in tests that bind it. */
    final Positions positions = new Positions();

    BoxSandbox box;
    DefaultCamelContext context;
    BoxEventsComponent component;

    @BeforeEach
    void setUpContext() {
        box = SANDBOX.sandbox();
        context = new DefaultCamelContext();
        context.getRegistry().bind("reports", reports);
        context.getShutdownStrategy().setTimeout(10);
        component = context.getComponent("box-events", BoxEventsComponent.class);
        BoxEventsConfiguration options = component.getConfiguration();
        options.setBaseUrl(box.baseUrl());
        options.setAccessToken(box.accessToken());
        options.setRetryInitialDelay(20);
        options.setRetryMaxDelay(200);
    }

    @AfterEach
    void tearDownContext() {
        context.stop();
    }

    /** Ends the context and sets up another one, as a new process would; what has been received is kept. */
    void startOver() {
        tearDownContext();
        setUpContext();
    }

    /** Sets the component up to log in with the sandbox's application, as the service account, instead of with a token. */
    void useClientCredentials() {
        BoxEventsConfiguration options = component.getConfiguration();
        options.setAccessToken(null);
        options.setTokenUrl(box.tokenUrl());
        options.setClientId(box.tokens().clientId());
        options.setClientSecret(box.tokens().clientSecret());
        options.setEnterpriseId(box.tokens().enterpriseId());
    }

    /** A route with the id {@code box} from that URI to that processor. */
    void route(String uri, Processor processor) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(uri).routeId("box").process(processor);
            }
        });
    }

    /** Notes the id of the event. */
    Processor receive() {
        return exchange -> received.add(id(exchange));
    }

    static String id(Exchange exchange) {
        return exchange.getMessage().getHeader(BoxEventsConstants.EVENT_ID, String.class);
    }

    void awaitReceived(String... ids) {
        await().until(() -> received.containsAll(List.of(ids)));
    }

    /** Waits until the repository has the position after the n-th event. */
    void awaitStored(long n) {
        await().until(() -> positions.stored().contains(box.positionAfter(n)));
    }

    /** What {@code transformDataType} does in a route; in Java it has had that name only since Camel 4.17. */
    Processor toDataType(String name) {
        DataType type = new DataType(name);
        return exchange -> context.getTransformerRegistry().resolveTransformer(new TransformerKey(type))
                .transform(exchange.getMessage(), DataType.ANY, type);
    }

    /** Binds what is behind {@link #KAFKA}: as far as the producer of Kafka's own library, there is no broker. */
    <V> MockProducer<String, V> bindKafka(Serializer<V> serializer) {
        MockProducer<String, V> kafka = new MockProducer<>(true, null, new StringSerializer(), serializer);
        context.getRegistry().bind("kafka", new DefaultKafkaClientFactory() {
            @Override
            public Producer<?, ?> getProducer(Properties properties) {
                return kafka;
            }
        });
        return kafka;
    }

    /** For a stop that waits for nothing: if an Exchange were in the route, it would wait for 11 s. */
    static void assertAtOnce(Executable stop) {
        assertTimeout(Duration.ofSeconds(10), stop);
    }

    BoxEventsConsumer consumer() {
        return (BoxEventsConsumer) context.getRoute("box").getConsumer();
    }

    /** What the health check of the consumer says now. */
    HealthCheck.Result health() {
        return consumer().getHealthCheck().call();
    }

    /** What Camel says of readiness by the check of that id; null if there is none. */
    HealthCheck.Result readiness(String id) {
        HealthCheckRegistry registry = HealthCheckRegistry.get(context);
        if (registry.getRepository("consumers").isEmpty()) {
            registry.register(registry.resolveById("consumers"));
        }
        return HealthCheckHelper.invokeReadiness(context).stream().filter(result -> result.getCheck().getId().equals(id))
                .findAny().orElse(null);
    }

    /** Waits until the stream rests in an open long poll. */
    void awaitWaiting() {
        await().until(() -> box.openLongPolls() == 1 && consumer().getStreamState().equals("waiting"));
    }

    /**
     * For as long as a machine may be busy, but not as long as {@code requestTimeout} is by default: what hangs would end by
     * it.
     */
    static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(50)).pollInterval(Duration.ofMillis(5));
    }

    /** An event with just an id and a type. */
    static String event(String id) {
        return "{\"type\":\"event\",\"event_id\":\"" + id + "\",\"event_type\":\"ITEM_UPLOAD\"}";
    }

    /** Publishes events with these ids. */
    void publish(String... ids) {
        for (String id : ids) {
            box.publish(event(id));
        }
    }

    /** The names of the delivery threads. */
    static List<String> deliveryThreads() {
        return Thread.getAllStackTraces().keySet().stream().filter(BoxEventsTestSupport::isDeliveryThread).map(Thread::getName)
                .sorted().toList();
    }

    private static boolean isDeliveryThread(Thread thread) {
        return thread.getName().contains("box-events:");
    }

    /** Waits until each delivery thread waits at the gate of a subscription that is suspended. */
    static void awaitAtGate() {
        await().until(() -> !deliveryThreads().isEmpty() && deliveryThreadsIn(Gate.class, "pass") == deliveryThreads().size());
    }

    /** How many delivery threads are in that method. */
    static long deliveryThreadsIn(Class<?> type, String method) {
        return Thread.getAllStackTraces().entrySet().stream().filter(entry -> isDeliveryThread(entry.getKey()))
                .filter(entry -> Arrays.stream(entry.getValue()).anyMatch(
                        frame -> frame.getClassName().equals(type.getName()) && frame.getMethodName().equals(method)))
                .count();
    }

    /** The default key of the position of that stream of the sandbox, for a login that does not say whose events they are. */
    String positionKey(String streamType) {
        return "box-events/" + URI.create(box.baseUrl()).getAuthority() + "/" + streamType;
    }

    /** The position in a position file; null if there is no such file. */
    static String storedPosition(Path file) {
        try {
            return MAPPER.readTree(Files.readAllBytes(file)).path("position").textValue();
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

}
