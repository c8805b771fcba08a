// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.springboot;

import java.util.Map;
import java.util.TreeMap;

import io.github.camelbox.events.BoxEventsComponent;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.support.PropertyBindingSupport;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/**
 * Gives the component the properties {@code camel.component.box-events.*} of a Spring Boot application, which Camel on Spring
 * Boot does not do for components that it does not know. Nothing else of the component needs Spring.
 */
@AutoConfiguration
@ConditionalOnProperty(prefix = BoxEventsAutoConfiguration.PREFIX, name = BoxEventsAutoConfiguration.ENABLED,
                       matchIfMissing = true)
public class BoxEventsAutoConfiguration {

    static final String PREFIX = "camel.component.box-events";
    // What Boot takes CAMEL_COMPONENT_BOX_EVENTS_… for, until it is asked for a name with dashes.
    private static final String PREFIX_IN_ENVIRONMENT = "camel.component.box.events";
    // As with Camel's own starters: whether this class should be used.
    static final String ENABLED = "enabled";

    /** Configures the component when Camel makes it. */
    @Lazy
    @Bean
    ComponentCustomizer boxEventsComponentCustomizer(Environment environment) {
        return ComponentCustomizer.forType(BoxEventsComponent.class,
                component -> configure(component, Binder.get(environment)));
    }

    private static void configure(BoxEventsComponent component, Binder binder) {
        Map<String, Object> properties = properties(binder);
        PropertyBindingSupport.build().withCamelContext(component.getCamelContext()).withTarget(component)
                .withConfigurer(component.getComponentPropertyConfigurer()).withIgnoreCase(true).withRemoveParameters(true)
                .withProperties(properties).bind();
        if (!properties.isEmpty()) {
            throw new IllegalArgumentException(
                    "the box-events component has no such option: correct or remove " + PREFIX + "."
                            + String.join(", " + PREFIX + ".", properties.keySet()));
        }
    }

    // What is there under the prefix, be it an option or not.
    private static Map<String, Object> properties(Binder binder) {
        Map<String, Object> properties = new TreeMap<>(bind(binder, PREFIX));
        for (String name : bind(binder, PREFIX_IN_ENVIRONMENT).keySet()) {
            String option = name.replace('.', '-');
            binder.bind(PREFIX + "." + option, String.class).ifBound(value -> properties.put(option, value));
        }
        properties.remove(ENABLED);
        return properties;
    }

    private static Map<String, String> bind(Binder binder, String prefix) {
        return binder.bind(prefix, Bindable.mapOf(String.class, String.class)).orElseGet(Map::of);
    }
}
