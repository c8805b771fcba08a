// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.springboot;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelbox.events.BoxEventsComponent;
import io.github.camelbox.events.BoxEventsConfiguration;
import io.github.camelbox.events.delivery.OnFailure;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.jms.artemis.ArtemisAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What reaches the component from the properties of a Spring Boot application. */
class AutoConfigurationTest {

    private static final String PREFIX = "camel.component.box-events.";

    private final Map<String, Object> file = new HashMap<>();
    private final Map<String, Object> environment = new HashMap<>();
    private ConfigurableApplicationContext application;

    @EnableAutoConfiguration(exclude = ArtemisAutoConfiguration.class)
    static class Application {

        @Bean(initMethod = "start")
        IdempotentRepository seen() {
            return new MemoryIdempotentRepository();
        }
    }

    @AfterEach
    void stop() {
        application.close();
    }

    private BoxEventsComponent component() {
        application = new SpringApplicationBuilder(Application.class).initializers(context -> {
            context.getEnvironment().getPropertySources().addLast(
                    new SystemEnvironmentPropertySource("test-systemEnvironment", environment));
            context.getEnvironment().getPropertySources().addLast(new MapPropertySource("file", file));
        }).run("--spring.config.location=optional:classpath:none/");
        return application.getBean(CamelContext.class).getComponent("box-events", BoxEventsComponent.class);
    }

    private BoxEventsConfiguration options() {
        return component().getConfiguration();
    }

    @Test
    void namesMayBeWrittenWithDashesOrNot() {
        file.put(PREFIX + "retry-max-delay", "2m");
        file.put(PREFIX + "onFailure", "skip");
        file.put(PREFIX + "limit", "7");
        file.put(PREFIX + "http-options[proxyHost]", "proxy");
        file.put(PREFIX + "health-check-consumer-enabled", "false");

        BoxEventsComponent component = component();

        assertThat(component.getConfiguration().getRetryMaxDelay()).isEqualTo(120_000);
        assertThat(component.getConfiguration().getOnFailure()).isEqualTo(OnFailure.skip);
        assertThat(component.getConfiguration().getLimit()).isEqualTo(7);
        assertThat(component.getConfiguration().getHttpOptions()).containsExactly(Map.entry("proxyHost", "proxy"));
        assertThat(component.isHealthCheckConsumerEnabled()).isFalse();
    }

    @Test
    void valuesMayNameBeansAndPlaceholders() {
        file.put(PREFIX + "idempotent-repository", "#bean:seen");
        file.put(PREFIX + "as-user", "${user}");
        file.put(PREFIX + "positionKey", "{{user}}");
        file.put("user", "7");

        BoxEventsConfiguration options = options();

        assertThat(options.getIdempotentRepository()).isSameAs(application.getBean("seen"));
        assertThat(options.getAsUser()).isEqualTo("7");
        assertThat(options.getPositionKey()).isEqualTo("7");
    }

    @Test
    void environmentVariablesComeBeforeTheFileInWhateverForm() {
        file.put(PREFIX + "limit", "1");
        file.put(PREFIX + "as-user", "1");
        file.put(PREFIX + "max-retries", "1");
        environment.put("CAMEL_COMPONENT_BOXEVENTS_LIMIT", "2");
        environment.put("CAMEL_COMPONENT_BOXEVENTS_ASUSER", "2");
        environment.put("CAMEL_COMPONENT_BOX_EVENTS_MAX_RETRIES", "2");
        environment.put("CAMEL_COMPONENT_BOX_EVENTS_ACCESS_TOKEN", "two");

        BoxEventsConfiguration options = options();

        assertThat(options.getLimit()).isEqualTo(2);
        assertThat(options.getAsUser()).isEqualTo("2");
        assertThat(options.getMaxRetries()).isEqualTo(2);
        assertThat(options.getAccessToken()).isEqualTo("two");
    }

    @Test
    void aMisspeltEnvironmentVariableIsRefusedInWhateverForm() {
        environment.put("CAMEL_COMPONENT_BOXEVENTS_LIMITS", "2");
        environment.put("CAMEL_COMPONENT_BOX_EVENTS_ACES_TOKEN", "top-secret");

        assertThatThrownBy(this::component).rootCause()
                .hasMessage("the box-events component has no such option: correct or remove"
                        + " camel.component.box-events.aces-token, camel.component.box-events.limits");
    }

    @Test
    void aWrongValueIsRefusedWithItsName() {
        file.put(PREFIX + "limit", "many");

        assertThatThrownBy(this::component).hasStackTraceContaining("limit").hasStackTraceContaining("many");
    }

    @Test
    void itCanBeDisabled() {
        file.put(PREFIX + "enabled", "false");
        file.put(PREFIX + "limit", "7");
        file.put(PREFIX + "not-an-option", "7");

        assertThat(options().getLimit()).isEqualTo(500);
    }

    @Test
    void everyPropertyInTheMetadataIsAccepted() throws Exception {
        Set<String> names = new HashSet<>();
        for (JsonNode property : metadata().path("properties")) {
            String name = property.path("name").asText();
            names.add(name);
            String value = property.has("defaultValue") ? property.path("defaultValue").asText()
                    : switch (property.path("type").asText()) {
                        case "java.lang.String" -> "text";
                        case "java.lang.Integer" -> "3";
                        case "java.time.Duration" -> "PT5S";
                        default -> null; // a bean
                    };
            if (value != null) {
                file.put(name, value);
            }
        }
        assertThat(names).contains(PREFIX + "enabled", PREFIX + "position-repository");
        assertThat(file.size()).isGreaterThan(25);

        assertThat(options().getLongPollTimeout()).isEqualTo(5000);
    }

    private static JsonNode metadata() throws IOException {
        List<URL> files = Collections.list(
                BoxEventsComponent.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"));
        for (URL file : files) {
            try (InputStream in = file.openStream()) {
                JsonNode metadata = new ObjectMapper().readTree(in);
                if (metadata.at("/groups/0/name").asText().equals("camel.component.box-events")) {
                    return metadata;
                }
            }
        }
        throw new AssertionError("not among " + files);
    }
}
