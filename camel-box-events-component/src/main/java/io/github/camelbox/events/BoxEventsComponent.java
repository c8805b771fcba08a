// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

import io.github.camelbox.events.auth.Logins;
import io.github.camelbox.events.box.StreamType;
import io.github.camelbox.events.state.RepositoryPositionStore;
import org.apache.camel.Endpoint;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.apache.camel.spi.ThreadPoolProfile;
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

    // Positions in repositories that consumers of this component use.
    private final Set<RepositoryPositionStore.Claim> claims = ConcurrentHashMap.newKeySet();
    private HttpClients httpClients;
    private ScheduledExecutorService alarms;
    private ExecutorService fetchers;
    private Logins logins;

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        parameters.values().removeIf(this::isUnset);
        BoxEventsConfiguration options = configuration.copy();
        options.setStreamType(StreamType.of(remaining));
        options.getHttpOptions().putAll(PropertiesHelper.extractProperties(parameters, "http."));
        LoginMethod.keepWhatGoesWith(parameters.keySet(), options);
        BoxEventsEndpoint endpoint = new BoxEventsEndpoint(uri, this, options);
        try {
            setProperties(endpoint, parameters);
        } catch (PropertyBindingException e) {
            throw withAdvice(e);
        }
        return endpoint;
    }

    // Camel leaves out an option whose value is an optional placeholder without a value, {{?name}}, but not if it is in RAW().
    private boolean isUnset(Object value) {
        return value instanceof String && ((String) value).startsWith("{{?")
                && getCamelContext().resolvePropertyPlaceholders((String) value) == null;
    }

    // Camel's own message names the option and the value, but not what the value may be.
    private Exception withAdvice(PropertyBindingException e) {
        boolean generated = getEndpointPropertyConfigurer() instanceof PropertyConfigurerGetter;
        Class<?> type = generated && e.getPropertyName() != null
                ? ((PropertyConfigurerGetter) getEndpointPropertyConfigurer()).getOptionType(e.getPropertyName(), true) : null;
        String advice = type == null ? null
                : type.isEnum() ? "use one of " + Arrays.toString(type.getEnumConstants())
                : type == int.class ? "set it to a whole number"
                : type == double.class ? "set it to a number"
                : type == long.class ? "set it to a duration, such as 5s or 5000"
                : null;
        return advice == null ? e
                : new IllegalArgumentException(
                        "the option " + e.getPropertyName() + " is '" + e.getValue() + "': " + advice, e);
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        httpClients = new HttpClients(getCamelContext());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        ThreadPoolProfile oneThread = new ThreadPoolProfile("box-events-alarms");
        oneThread.setPoolSize(1);
        // Each waiting stream has an alarm there; Camel would allow a thousand.
        oneThread.setMaxQueueSize(-1);
        alarms = getCamelContext().getExecutorServiceManager().newScheduledThreadPool(this, oneThread.getId(), oneThread);
        fetchers = getCamelContext().getExecutorServiceManager().newCachedThreadPool(this, "box-events-fetch-ahead");
        logins = new Logins(getCamelContext(), alarms);
    }

    @Override
    protected void doStop() throws Exception {
        if (logins != null) {
            logins.close();
            logins = null;
        }
        for (ExecutorService executor : Arrays.asList(fetchers, alarms)) {
            if (executor != null) {
                getCamelContext().getExecutorServiceManager().shutdownNow(executor);
            }
        }
        fetchers = null;
        alarms = null;
        super.doStop();
    }

    /** The connections that endpoints share. */
    HttpClients httpClients() {
        return httpClients;
    }

    /** Runs what bounds the requests in time; only while the component is started. */
    ScheduledExecutorService alarms() {
        return alarms;
    }

    /** Fetch pages while routes are busy; only while the component is started. */
    Executor fetchers() {
        return fetchers;
    }

    /** The access tokens that endpoints share; only while the component is started. */
    Logins logins() {
        return logins;
    }

    Set<RepositoryPositionStore.Claim> claims() {
        return claims;
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
