// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.camelbox.events.box.StreamType;
import io.github.camelbox.events.delivery.PollingSubscriptions;
import org.apache.camel.Endpoint;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.HealthCheckComponent;
import org.apache.camel.util.PropertiesHelper;

/**
 * Consumes the events of Box: a long poll that wakes up when something happens, one Exchange per event.
 */
@Component("box-events")
public class BoxEventsComponent extends HealthCheckComponent {

    @Metadata(description = "The options that all endpoints start from.")
    private BoxEventsConfiguration configuration = new BoxEventsConfiguration();

    private final PollingSubscriptions pollingSubscriptions = new PollingSubscriptions();
    private HttpClients httpClients;
    private SharedResources sharedResources;
    private GivenUpStreams givenUpStreams;
    private OptionalMeters meters;

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        Set<String> unset = parameters.keySet().stream().filter(name -> isUnset(parameters.get(name)))
                .collect(Collectors.toSet());
        parameters.keySet().removeAll(unset);
        BoxEventsConfiguration options = configuration.copy();
        options.setStreamType(StreamType.of(remaining));
        options.getHttpOptions().putAll(PropertiesHelper.extractProperties(parameters, "http."));
        LoginMethod.keepWhatGoesWith(parameters.keySet(), options);
        BoxEventsEndpoint endpoint = new BoxEventsEndpoint(without(unset, uri), this, options);
        try {
            setProperties(endpoint, parameters);
        } catch (PropertyBindingException e) {
            throw withAdvice(e);
        }
        return endpoint;
    }

    // Camel leaves out an option whose value is an optional placeholder without a value, {{?name}}, but not if it is in RAW().
    private boolean isUnset(Object value) {
        return value instanceof String text && text.startsWith("{{?")
                && getCamelContext().resolvePropertyPlaceholders(text) == null;
    }

    // Consoles, health and traces show the URI: there, an option that is not set would look like a secret that is.
    private static String without(Set<String> names, String uri) {
        String shown = uri;
        for (String name : names) {
            shown = shown.replaceFirst("(?<=[?&])" + Pattern.quote(name) + "=RAW\\([^)]*\\)&?", "");
        }
        return shown.replaceFirst("[?&]$", "");
    }

    // Camel's own message names the option and the value, but not what the value may be.
    private Exception withAdvice(PropertyBindingException e) {
        String name = e.getPropertyName();
        Class<?> type = name != null && getEndpointPropertyConfigurer() instanceof PropertyConfigurerGetter options
                ? options.getOptionType(name, true) : null;
        String advice = type == null ? null
                : type.isEnum() ? "use one of " + Arrays.toString(type.getEnumConstants())
                : type == int.class ? "set it to a whole number"
                : type == double.class ? "set it to a number"
                : type == long.class ? "set it to a duration, such as 5s or 5000"
                : null;
        return advice == null ? e
                : new IllegalArgumentException("the option " + name + " is '" + e.getValue() + "': " + advice, e);
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        httpClients = new HttpClients(getCamelContext());
        sharedResources = new SharedResources(getCamelContext());
        givenUpStreams = new GivenUpStreams(getCamelContext());
        meters = OptionalMeters.of(getCamelContext());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        pollingSubscriptions.open();
        HealthCheckRegistry health = HealthCheckRegistry.get(getCamelContext());
        if (health != null) {
            health.register(givenUpStreams);
        }
    }

    @Override
    protected void doStop() throws Exception {
        HealthCheckRegistry health = HealthCheckRegistry.get(getCamelContext());
        if (health != null) {
            health.unregister(givenUpStreams);
        }
        pollingSubscriptions.close();
        sharedResources.close();
        super.doStop();
    }

    HttpClients httpClients() {
        return httpClients;
    }

    SharedResources sharedResources() {
        return sharedResources;
    }

    OptionalMeters meters() {
        return meters;
    }

    PollingSubscriptions pollingSubscriptions() {
        return pollingSubscriptions;
    }

    public BoxEventsConfiguration getConfiguration() {
        return configuration;
    }

    /**
     * The options that all endpoints start from.
     */
    public void setConfiguration(BoxEventsConfiguration configuration) {
        this.configuration = configuration;
    }
}
