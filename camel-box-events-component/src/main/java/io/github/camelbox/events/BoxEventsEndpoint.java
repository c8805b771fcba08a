// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

import io.github.camelbox.events.auth.FixedCredentials;
import io.github.camelbox.events.auth.Login;
import io.github.camelbox.events.auth.ProvidedCredentials;
import io.github.camelbox.events.box.Credentials;
import io.github.camelbox.events.position.DuplicateFilter;
import io.github.camelbox.events.state.FilePositionStore;
import io.github.camelbox.events.state.MemoryPositionStore;
import io.github.camelbox.events.state.PositionStore;
import io.github.camelbox.events.state.PositionStoreException;
import io.github.camelbox.events.state.RepositoryPositionStore;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Category;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.PollingConsumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.Service;
import org.apache.camel.StatefulService;
import org.apache.camel.spi.EndpointServiceLocation;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.service.ServiceHelper;
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
    private static final List<String> TELLTALE_LOGGERS = List.of("org.apache.hc.client5.http.wire",
            "org.apache.hc.client5.http.headers", "org.apache.hc.client5.http.impl.classic.MainClientExec");

    @UriParam
    private final BoxEventsConfiguration configuration;
    private final StreamOptions options;

    // Survives a restart of the route, which is what the position in memory is for.
    private final MemoryPositionStore memory = new MemoryPositionStore();
    // The repositories that this endpoint started, and so stops.
    private final List<Service> owned = new ArrayList<>();

    public BoxEventsEndpoint(String uri, Component component, BoxEventsConfiguration configuration) {
        super(uri, component);
        this.configuration = configuration;
        this.options = new StreamOptions(configuration);
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("box-events is for from(...) and pollEnrich(...): Box takes no events");
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
            component().httpClients().prepare(
                    eventsUrl(), configuration.getConnectTimeout(), configuration.getHttpOptions());
        } catch (IllegalArgumentException e) {
            options.check(false, e.getMessage());
        }
    }

    /**
     * Where the position is kept, as the options are now; claimed for the caller, who closes it.
     *
     * @throws PositionStoreException if another consumer has it
     */
    PositionStore claimPositionStore() throws PositionStoreException {
        PositionStore store = memory;
        if (configuration.getPositionFile() != null) {
            store = new FilePositionStore(Path.of(configuration.getPositionFile()), options.positionKey());
        } else if (configuration.getPositionRepository() != null) {
            store = new RepositoryPositionStore(
                    configuration.getPositionRepository(), options.positionKey(), component().claims());
        }
        store.claim();
        return store;
    }

    /**
     * Says where a consumer is about to begin, what a restart of the process will do, and whether the log gives secrets away.
     *
     * @param  label                  how messages call the consumer
     * @param  store                  where its position is
     * @throws PositionStoreException if the stored position cannot be read, which so fails the start
     */
    void announceStart(String label, PositionStore store) throws PositionStoreException {
        String stored = store.load();
        String start = options.startPosition();
        options.eventTypes().stream().map(type -> EventTypes.warning(configuration.getStreamType(), type)).filter(Objects::nonNull)
                .forEach(warning -> LOG.warn("{}: {}", label, warning));
        if (stored != null) {
            LOG.info("{}: goes on from the position {}, which is stored in {}", label, stored, store.describe());
        } else {
            LOG.info("{}: begins at '{}', for no position is stored in {}", label, start, store.describe());
        }
        if (store == memory) {
            LOG.warn("{}: keeps its position in memory only: when this process ends, the next one begins at '{}' again."
                     + " Set positionFile or positionRepository, so that no event is missed in between",
                    label, start);
        }
        List<String> telltales
                = TELLTALE_LOGGERS.stream().filter(name -> LoggerFactory.getLogger(name).isDebugEnabled()).toList();
        if (!telltales.isEmpty()) {
            LOG.warn("{}: the log is going to hold the access token, or the channel of the long poll, which is a secret too: set"
                     + " the HttpClient loggers {} to INFO",
                    label, telltales);
        }
        if (options.readsServiceAccount()) {
            LOG.info("{}: reads the events of the application's service account, which are few: set userId or asUser to read"
                     + " those of a user",
                    label);
        }
    }

    /** The ids of the delivered events, none at first. */
    DuplicateFilter newDuplicateFilter() {
        return new DuplicateFilter(configuration.getDuplicateWindow(), configuration.getIdempotentRepository());
    }

    /** How to log in, as the options are now. */
    Credentials credentials() {
        BoxEventsConfiguration c = configuration;
        URI url = options.tokenUrl();
        return switch (LoginMethod.of(c)) {
            case ACCESS_TOKEN -> new FixedCredentials("Bearer " + c.getAccessToken());
            case AUTHORIZATION_TOKEN -> new FixedCredentials(c.getAuthorizationToken());
            case PROVIDER -> new ProvidedCredentials(c.getAccessTokenProvider(), component().logins().executor());
            case ENTERPRISE -> shared(new Login.ClientCredentials(
                    url, c.getClientId(), c.getClientSecret(), "enterprise", c.getEnterpriseId()));
            case USER -> shared(new Login.ClientCredentials(url, c.getClientId(), c.getClientSecret(), "user", c.getUserId()));
            case JWT -> shared(new Login.Jwt(url, c.getJwtConfig(), c.getUserId()));
            case REFRESH -> shared(new Login.Refresh(
                    url, c.getClientId(), c.getClientSecret(), c.getRefreshToken(), Path.of(c.getRefreshTokenFile())));
        };
    }

    private Credentials shared(Login login) {
        return component().logins().credentials(login, Duration.ofMillis(configuration.getRequestTimeout()),
                List.of(configuration.getConnectTimeout(), Map.copyOf(configuration.getHttpOptions())),
                () -> component().httpClients().lease(
                        login.tokenUrl(), configuration.getConnectTimeout(), configuration.getHttpOptions()));
    }

    private BoxEventsComponent component() {
        return (BoxEventsComponent) getComponent();
    }

    ScheduledExecutorService alarms() {
        return component().alarms();
    }

    Executor fetchers() {
        return component().fetchers();
    }

    /** The HTTP client for Box, which the caller gives back. */
    HttpClients.Lease leaseHttpClient() throws Exception {
        return component().httpClients().lease(eventsUrl(), configuration.getConnectTimeout(), configuration.getHttpOptions());
    }

    private URI eventsUrl() {
        return URI.create(options.baseUrl() + "/events");
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        startOwned(configuration.getPositionRepository());
        startOwned(configuration.getIdempotentRepository());
    }

    // A repository that somebody else has started is also stopped by them.
    private void startOwned(Service repository) {
        if (repository != null && !(repository instanceof StatefulService stateful && stateful.isStarted())) {
            CamelContextAware.trySetCamelContext(repository, getCamelContext());
            ServiceHelper.startService(repository);
            owned.add(repository);
        }
    }

    @Override
    protected void doStop() throws Exception {
        ServiceHelper.stopService(owned);
        owned.clear();
        super.doStop();
    }

    /** The options, as what reads the stream wants them. */
    StreamOptions options() {
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
        return "https";
    }
}
