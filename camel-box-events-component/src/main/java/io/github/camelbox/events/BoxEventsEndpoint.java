// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.List;
import java.util.function.Supplier;

import io.github.camelbox.events.box.BoxClient;
import io.github.camelbox.events.box.CancelledException;
import io.github.camelbox.events.box.Credentials;
import io.github.camelbox.events.box.HttpLease;
import io.github.camelbox.events.delivery.InFlightEvent;
import io.github.camelbox.events.delivery.PollingSubscriptions.Memory;
import io.github.camelbox.events.delivery.PollingSubscriptions.Polled;
import io.github.camelbox.events.delivery.Subscription;
import io.github.camelbox.events.delivery.SubscriptionResources;
import io.github.camelbox.events.delivery.SubscriptionSettings;
import io.github.camelbox.events.state.PositionStore;
import io.github.camelbox.events.state.PositionStoreException;
import io.github.camelbox.events.stream.OnEnd;
import io.github.camelbox.events.stream.StreamOpener;
import org.apache.camel.Category;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Message;
import org.apache.camel.PollingConsumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.Service;
import org.apache.camel.StatefulService;
import org.apache.camel.spi.EndpointServiceLocation;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.support.DefaultEndpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consume the events of Box (the content cloud) by long polling, one Exchange per event, none lost.
 */
@UriEndpoint(firstVersion = "1.0.0", scheme = "box-events", title = "Box Events", syntax = "box-events:streamType",
             category = { Category.CLOUD, Category.SAAS }, consumerOnly = true, headersClass = BoxEventsConstants.class)
public class BoxEventsEndpoint extends DefaultEndpoint implements EndpointServiceLocation {

    private static final Logger LOG = LoggerFactory.getLogger(BoxEventsEndpoint.class);

    // Those of HttpClient's loggers that print secrets at DEBUG: the first the token and the channel of the long poll, the
    // others the channel, by their request lines.
    private static final List<String> LOGGERS_THAT_EXPOSE_SECRETS = List.of("org.apache.hc.client5.http.wire",
            "org.apache.hc.client5.http.headers", "org.apache.hc.client5.http.impl.classic.MainClientExec");

    @UriParam
    private final BoxEventsConfiguration configuration;
    private final BoxEventsOptions options;

    // Of the route: it outlives a stop and a start. Polling consumers have memories of their own.
    private final Memory memory = new Memory();

    public BoxEventsEndpoint(String uri, Component component, BoxEventsConfiguration configuration) {
        super(uri, component);
        this.configuration = configuration;
        this.options = new BoxEventsOptions(configuration);
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("box-events can only be consumed from, with from(...) or pollEnrich(...)");
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        BoxEventsConsumer consumer = new BoxEventsConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public PollingConsumer createPollingConsumer() throws Exception {
        BoxEventsPollingConsumer consumer = new BoxEventsPollingConsumer(this);
        configurePollingConsumer(consumer);
        // Camel only hands it to consumers for routes.
        if (getExceptionHandler() != null) {
            consumer.setExceptionHandler(getExceptionHandler());
        }
        return consumer;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        options.check();
        try {
            // These complaints too belong to the start and not to a thread's retries.
            component().httpClients().prepare(options.eventsUrl(), configuration);
        } catch (IllegalArgumentException e) {
            options.check(false, e.getMessage());
        }
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        start(configuration.getPositionRepository());
        start(configuration.getIdempotentRepository());
        start(configuration.getStateStore());
    }

    // The context stops what it has started. A bean that was started elsewhere is also stopped there.
    private void start(Object bean) throws Exception {
        if (bean instanceof Service && !(bean instanceof StatefulService stateful && stateful.isStarted())) {
            getCamelContext().addService(bean, true, true);
        }
    }

    /** Begins the subscription of a route; its end by itself runs {@code onEnd}. */
    Subscription subscribe(String label, Supplier<ExceptionHandler> exceptionHandler, OnEnd onEnd)
            throws PositionStoreException {
        warn(label);
        if (!options.keepsPositionInMemory()) {
            component().pollingSubscriptions().makeWay(place());
        }
        return begin(label, false, memory, exceptionHandler, onEnd);
    }

    /** The subscription of the polling consumers whose position is kept where this endpoint says, for one that starts. */
    Polled attach(ExceptionHandler exceptionHandler) throws PositionStoreException {
        return component().pollingSubscriptions().attach(place(), getEndpointUri(), exceptionHandler, (polled, handler) -> {
            warn(options.label());
            return begin(options.label(), true, polled, handler::get, failure -> {
            });
        });
    }

    void detach(Polled polled) {
        component().pollingSubscriptions().detach(polled);
    }

    private Subscription begin(
            String label, boolean polled, Memory remembered, Supplier<ExceptionHandler> exceptionHandler, OnEnd onEnd)
            throws PositionStoreException {
        SubscriptionSettings settings = options.subscriptionSettings(label, polled, getCamelContext());
        PositionStore store = positionStore(remembered);
        SharedResources.Lease lease = component().sharedResources().lease();
        return Subscription.begin(settings, new SubscriptionResources(
                store, remembered.held(), opener(lease, polled), lease.executor(), lease.timeoutScheduler(), exceptionHandler,
                onEnd,
                lease::close));
    }

    private PositionStore positionStore(Memory remembered) throws PositionStoreException {
        return options.keepsPositionInMemory() ? remembered.position()
                : PositionPlace.of(configuration).store(configuration, positionKey());
    }

    // Where the position of polling consumers is kept: equal for endpoints that share it.
    private Object place() throws PositionStoreException {
        return options.keepsPositionInMemory() ? getEndpointUri()
                : PositionPlace.of(configuration).identity(configuration, positionKey());
    }

    private StreamOpener opener(SharedResources.Lease lease, boolean polled) {
        return (gate, meter, noPolls) -> {
            // Polling consumers begin when their callers want.
            if (!polled && !gate.await(lease.starts().untilTurn(configuration.getMaxRequestsPerMinute()))) {
                throw new CancelledException();
            }
            HttpClients clients = component().httpClients();
            HttpLease http = clients.lease(options.eventsUrl(), configuration);
            try {
                // What a user's HttpClientConfigurer does may fail: before the login is leased, which nothing would release.
                http.client();
                return new BoxClient(
                        http, lease.timeoutScheduler(), credentials(lease), options.requestSettings(), gate, meter, noPolls);
            } catch (Throwable e) {
                http.close();
                throw e;
            }
        };
    }

    /** The credentials of the login method, leased until they are closed. */
    Credentials credentials(SharedResources.Lease lease) {
        return LoginMethod.of(configuration).credentials(
                configuration, options.tokenUrl(), lease, component().httpClients());
    }

    private String positionKey() throws PositionStoreException {
        return options.positionKey(getCamelContext());
    }

    void populate(Message message, InFlightEvent event) {
        EventHeaders.populate(message, event, configuration.getStreamType());
    }

    // What an operator should know before the first event.
    private void warn(String label) {
        for (String type : options.eventTypes()) {
            String here = configuration.getStreamType().nameHere(type);
            if (here != null) {
                LOG.warn("{}: the event type {} does not occur on the stream {}: there it is called {}", label, type,
                        configuration.getStreamType(), here);
            }
        }
        if (!options.folderIds().isEmpty()) {
            LOG.info(
                    "{}: only events of items in the folders {} arrive. An item that was moved out or trashed lies elsewhere, so"
                            + " its event does not: a mirror needs the stream without folderId{}",
                    label, options.folderIds(), configuration.getStreamType().isOfUser() ? ""
                            : ". The events of this stream have the folder of an item and no path: items in subfolders are"
                                    + " left out");
        }
        if (options.keepsPositionInMemory()) {
            LOG.warn("{}: the position is kept in memory only: when this process ends, the next one starts at '{}' again."
                    + " Set positionFile, positionRepository or stateStore, so that no event is missed in between",
                    label, options.startPosition());
        }
        if (options.sendsTokenInClear()) {
            LOG.warn("{}: the access token is sent in clear text to {}: use https in the option baseUrl", label,
                    options.baseUrl().getHost());
        }
        warnOfExposingLoggers(label);
        if (options.readsServiceAccount()) {
            LOG.info("{}: reads the events of the application's service account, which are few: set userId or asUser to read"
                    + " those of a user",
                    label);
        }
    }

    void warnOfExposingLoggers(String label) {
        List<String> exposing
                = LOGGERS_THAT_EXPOSE_SECRETS.stream().filter(name -> LoggerFactory.getLogger(name).isDebugEnabled()).toList();
        if (!exposing.isEmpty()) {
            LOG.warn("{}: the log will contain the access token, or the channel of the long poll, which is a secret too: set"
                    + " the HttpClient loggers {} to INFO",
                    label, exposing);
        }
    }

    BoxEventsComponent component() {
        return (BoxEventsComponent) getComponent();
    }

    BoxEventsOptions options() {
        return options;
    }

    public BoxEventsConfiguration getConfiguration() {
        return configuration;
    }

    @Override
    public String getServiceUrl() {
        return configuration.getBaseUrl();
    }

    @Override
    public String getServiceProtocol() {
        return options.baseUrl().getScheme();
    }
}
