// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelbox.events.delivery.OnFailure;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.main.Main;
import org.apache.camel.spi.EndpointUriFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the build generates for Camel and its tools: complete, in agreement with the code, and in use. */
class MetadataTest extends BoxEventsTestSupport {

    private static GeneratedMetadata metadata;
    private static CamelCatalog catalog;

    @BeforeAll
    static void readMetadata() throws Exception {
        metadata = GeneratedMetadata.read();
        catalog = new DefaultCamelCatalog();
        catalog.addComponent("box-events", BoxEventsComponent.class.getName(), metadata.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "box-events:all", "box-events:changes?limit=100", "box-events:all?streamPosition=now",
            "box-events:all?streamPosition=0", "box-events:all?streamPosition=1152922976252290886",
            "box-events:all?retryInitialDelay=500&retryMaxDelay=2m&retryMultiplier=1.5&onFailure=skip",
            "box-events:all?accessToken=abc&http.proxyHost=proxy&http.proxyPort=8080", "box-events:all?asUser=7&maxRetries=-1"
    })
    void theCatalogAcceptsWhatTheComponentAccepts(String uri) {
        assertThat(catalog.validateEndpointProperties(uri, false, true, false).isSuccess()).isTrue();
        assertThat(context.getEndpoint(uri)).isInstanceOf(BoxEventsEndpoint.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "box-events:all?streamPostion=now", "box-events:everything", "box-events:all?onFailure=ignore",
            "box-events:all?realtimeAuth=maybe", "box-events:all?limit=many", "box-events:all?retryMultiplier=fast",
            "box-events:all?retryMaxDelay=soon"
    })
    void theCatalogRefusesWhatIsWrong(String uri) {
        assertThat(catalog.validateEndpointProperties(uri, false, true, false).isSuccess()).isFalse();
    }

    @Test
    void theCatalogFindsTheMetadataByTheClassOfTheComponent() {
        CamelCatalog byClass = new DefaultCamelCatalog();
        byClass.addComponent("box-events", BoxEventsComponent.class.getName());

        assertThat(byClass.componentJSonSchema("box-events")).isEqualToIgnoringWhitespace(metadata.text());
        assertThat(byClass.validateEndpointProperties("box-events:all?limit=many").isSuccess()).isFalse();
    }

    @Test
    void theCatalogRefusesToSendToBox() {
        assertThat(catalog.validateEndpointProperties("box-events:all", false, false, true).isSuccess()).isTrue();
        assertThat(catalog.componentModel("box-events").isConsumerOnly()).isTrue();
    }

    @Test
    void theCatalogKnowsThePropertiesOfTheComponent() {
        metadata.componentOptions().forEach((name, option) -> {
            String key = option.path("multiValue").asBoolean() ? dashed(name) + "[key]" : dashed(name);
            String value = option.path("defaultValue").asText(option.has("enum") ? option.path("enum").path(0).asText() : "5");
            String property = "camel.component.box-events." + key + "=" + value;
            assertThat(catalog.validateConfigurationProperty(property).isSuccess()).as(property).isTrue();
        });
        assertThat(catalog.validateConfigurationProperty("camel.component.box-events.acces-token=x").isSuccess()).isFalse();
        assertThat(catalog.validateConfigurationProperty("camel.component.box-events.limit=many").isSuccess()).isFalse();
        assertThat(catalog.validateConfigurationProperty("camel.component.box-events.on-failure=no").isSuccess()).isFalse();
    }

    private static String dashed(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    @Test
    void theGeneratedConfigurersAreInUse() {
        assertThat(component.getComponentPropertyConfigurer()).isInstanceOf(BoxEventsComponentConfigurer.class);
        assertThat(component.getEndpointPropertyConfigurer()).isInstanceOf(BoxEventsEndpointConfigurer.class);
    }

    @Test
    void theGeneratedUriFactoryIsInUse() throws Exception {
        EndpointUriFactory factory = context.getCamelContextExtension().getEndpointUriFactory("box-events");

        assertThat(factory).isInstanceOf(BoxEventsEndpointUriFactory.class);
        assertThat(factory.propertyNames()).isEqualTo(metadata.endpointOptions().keySet());
        assertThat(factory.secretPropertyNames()).containsExactlyInAnyOrder("accessToken", "authorizationToken", "clientSecret",
                "refreshToken");
        assertThat(factory.buildUri("box-events",
                new TreeMap<>(Map.of("streamType", "changes", "limit", 5, "accessToken", "a+b", "http.proxyHost", "proxy"))))
                .isEqualTo("box-events:changes?accessToken=RAW(a+b)&http.proxyHost=proxy&limit=5");
    }

    static Stream<String> ownOptions() throws Exception {
        return GeneratedMetadata.read().endpointOptions().entrySet().stream()
                .filter(option -> option.getValue().has("configurationField")).map(Map.Entry::getKey);
    }

    @ParameterizedTest
    @MethodSource("ownOptions")
    void theDocumentedDefaultIsTheRealOne(String name) throws Exception {
        JsonNode option = metadata.endpointOptions().get(name);
        Object value = valueOf(name, new BoxEventsConfiguration());

        if (option.has("defaultValue")) {
            assertThat(value).isNotNull();
            assertThat(value.toString()).isEqualTo(option.path("defaultValue").asText());
        } else {
            assertThat(value == null || value.equals(0) || value.equals(0L) || value.equals(Map.of())).as("%s", value).isTrue();
        }
    }

    private static Object valueOf(String option, BoxEventsConfiguration configuration) throws Exception {
        String getter = "get" + Character.toUpperCase(option.charAt(0)) + option.substring(1);
        return BoxEventsConfiguration.class.getMethod(getter).invoke(configuration);
    }

    @Test
    void everyFieldOfTheConfigurationIsAnOption() throws Exception {
        assertThat(ownOptions()).containsExactlyInAnyOrderElementsOf(
                Arrays.stream(BoxEventsConfiguration.class.getDeclaredFields()).map(Field::getName).toList());
    }

    static Stream<String> durations() throws Exception {
        return GeneratedMetadata.read().endpointOptions().entrySet().stream()
                .filter(option -> "duration".equals(option.getValue().path("type").asText())).map(Map.Entry::getKey);
    }

    @ParameterizedTest
    @MethodSource("durations")
    void aDurationMayBeWrittenWithAUnitOrInMilliseconds(String name) throws Exception {
        component.getConfiguration().setRetryMaxDelay(3_600_000);

        assertThat(valueOf(name, configurationOf("box-events:all?" + name + "=7m"))).isEqualTo(420_000L);
        assertThat(valueOf(name, configurationOf("box-events:all?" + name + "=420500"))).isEqualTo(420_500L);
    }

    private BoxEventsConfiguration configurationOf(String uri) {
        return context.getEndpoint(uri, BoxEventsEndpoint.class).getConfiguration();
    }

    @Test
    void everyNumberOfMillisecondsIsADuration() throws Exception {
        assertThat(durations()).containsExactlyInAnyOrderElementsOf(
                Arrays.stream(BoxEventsConfiguration.class.getDeclaredFields()).filter(field -> field.getType() == long.class)
                        .map(Field::getName).toList());
    }

    @Test
    void everyHeaderIsDocumentedUnderItsConstant() throws Exception {
        Map<String, String> constants = new HashMap<>();
        for (Field field : BoxEventsConstants.class.getFields()) {
            constants.put((String) field.get(null), BoxEventsConstants.class.getName() + "#" + field.getName());
        }
        Map<String, String> documented = new HashMap<>();
        metadata.headers().forEach((name, header) -> documented.put(name, header.path("constantName").asText()));

        assertThat(documented).isEqualTo(constants);
    }

    @Test
    void propertiesOfCamelMainReachTheComponent() throws Exception {
        Main main = new Main();
        Map<String, String> properties = Map.of("access-token", "abc", "base-url", "https://gateway.example.com/box",
                "retry-max-delay", "2m", "on-failure", "skip", "limit", "7", "http-options[proxyHost]", "proxy");
        properties.forEach((name, value) -> main.addInitialProperty("camel.component.box-events." + name, value));
        main.start();
        try {
            BoxEventsConfiguration options = main.getCamelContext().getEndpoint("box-events:all", BoxEventsEndpoint.class)
                    .getConfiguration();

            assertThat(options.getAccessToken()).isEqualTo("abc");
            assertThat(options.getBaseUrl()).isEqualTo("https://gateway.example.com/box");
            assertThat(options.getRetryMaxDelay()).isEqualTo(120_000);
            assertThat(options.getOnFailure()).isEqualTo(OnFailure.skip);
            assertThat(options.getLimit()).isEqualTo(7);
            assertThat(options.getHttpOptions()).containsExactly(Map.entry("proxyHost", "proxy"));
        } finally {
            main.stop();
        }
    }
}
