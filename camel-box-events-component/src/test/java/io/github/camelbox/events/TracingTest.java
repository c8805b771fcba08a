// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.apache.camel.opentelemetry2.OpenTelemetryTracer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What a trace shows of the events, by {@code camel-opentelemetry2}. */
class TracingTest extends BoxEventsTestSupport {

    @TempDir
    Path directory;

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private SdkTracerProvider provider;

    @BeforeEach
    void trace() {
        provider = SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(exporter)).build();
        context.getRegistry().bind("tracer", provider.get("camel"));
        context.getRegistry().bind("propagators", ContextPropagators.create(W3CTraceContextPropagator.getInstance()));
        new OpenTelemetryTracer().init(context);
    }

    @AfterEach
    void closeTheExporter() {
        provider.close();
    }

    @Test
    void theSpanOfAnEventNamesIt() throws Exception {
        route("box-events:all?streamPosition=0", receive());
        context.start();
        publish("one", "two");

        assertThat(spans(2)).extracting(TracingTest::attributes).satisfiesExactlyInAnyOrder(
                one -> assertThat(one).containsAllEntriesOf(Map.of("box.event.id", "one", "messaging.message.id", "one")),
                two -> assertThat(two).containsAllEntriesOf(Map.of("box.event.id", "two", "messaging.message.id", "two")));
        assertThat(spans(2)).allSatisfy(span -> {
            assertThat(span.getName()).isEqualTo("box-events all");
            assertThat(span.getParentSpanContext().isValid()).isFalse();
            assertThat(attributes(span)).containsAllEntriesOf(Map.of("component", "camel-box-events",
                    "box.event.type", "ITEM_UPLOAD", "box.stream.type", "all", "messaging.destination.name", "all"));
            assertThat(attributes(span)).containsKey("box.stream.position");
        });
    }

    @Test
    void anEventWithoutIdAndTypeHasASpanToo() throws Exception {
        route("box-events:all?streamPosition=0", receive());
        context.start();
        box.publish("{\"type\":\"event\"}");

        assertThat(attributes(spans(1).get(0))).containsEntry("box.stream.type", "all")
                .doesNotContainKeys("box.event.id", "box.event.type", "messaging.message.id");
    }

    @ParameterizedTest
    @MethodSource("io.github.camelbox.events.SecretsTest#secretOptions")
    void noSpanHoldsASecret(String option) throws Exception {
        component.getConfiguration().setAccessToken(null);
        route("box-events:all?streamPosition=0&tokenUrl=" + box.tokenUrl() + "&" + login(option), exchange -> {
            throw new IllegalStateException("no");
        });
        List<String> secrets
                = List.of(box.accessToken(), box.tokens().clientSecret(), box.tokens().refreshToken(), box.channel());
        context.start();
        publish("one");

        await().untilAsserted(() -> assertThat(exporter.getFinishedSpanItems()).hasSizeGreaterThan(1));
        assertThat(exporter.getFinishedSpanItems()).allSatisfy(span -> {
            assertThat(span.toString()).doesNotContain(secrets);
            assertThat(attributes(span).get("camel.uri").toString()).contains(option + "=xxxxxx");
        });
    }

    private String login(String option) {
        return switch (option) {
            case "accessToken" -> "accessToken=" + box.accessToken();
            case "authorizationToken" -> "authorizationToken=RAW(Bearer " + box.accessToken() + ")";
            case "clientSecret" -> application() + "&userId=" + box.tokens().userId();
            case "refreshToken" -> application() + "&refreshToken=" + box.tokens().refreshToken() + "&refreshTokenFile="
                    + directory.resolve("refresh-token");
            default -> throw new IllegalArgumentException(option);
        };
    }

    private String application() {
        return "clientId=" + box.tokens().clientId() + "&clientSecret=" + box.tokens().clientSecret();
    }

    @Test
    void withoutTheLibraryARouteStarts() throws Exception {
        assertThat(WithoutLibrary.call("startWithToken", "telemetry")).isNull();
    }

    private List<SpanData> spans(int count) {
        await().until(() -> exporter.getFinishedSpanItems().size() == count);
        return exporter.getFinishedSpanItems();
    }

    private static Map<String, Object> attributes(SpanData span) {
        Map<String, Object> attributes = new TreeMap<>();
        span.getAttributes().forEach((AttributeKey<?> key, Object value) -> attributes.put(key.getKey(), value));
        return attributes;
    }
}
