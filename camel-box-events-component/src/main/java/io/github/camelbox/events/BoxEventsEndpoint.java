/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.github.camelbox.events;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;

import io.github.camelbox.events.auth.FixedCredentials;
import io.github.camelbox.events.auth.Login;
import io.github.camelbox.events.auth.ProvidedCredentials;
import io.github.camelbox.events.position.DuplicateFilter;
import io.github.camelbox.events.position.FilePositionStore;
import io.github.camelbox.events.position.MemoryPositionStore;
import io.github.camelbox.events.position.PositionStore;
import io.github.camelbox.events.position.PositionStoreException;
import io.github.camelbox.events.position.RepositoryPositionStore;
import io.github.camelbox.events.stream.Credentials;
import io.github.camelbox.events.stream.RetryPolicy;
import io.github.camelbox.events.stream.StreamSettings;
import io.github.camelbox.events.util.Hosts;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Category;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.PollingConsumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.Service;
import org.apache.camel.StatefulService;
import org.apache.camel.component.http.CompositeHttpConfigurer;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.spi.EndpointServiceLocation;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.util.StringHelper;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consume the events of Box (the content cloud) by long polling, one Exchange per event, none lost.
 */
@UriEndpoint(firstVersion = "1.0.0", scheme = "box-events", title = "Box Events", syntax = "box-events:streamType",
             category = { Category.CLOUD, Category.SAAS }, consumerOnly = true, headersClass = BoxEventsConstants.class)
public class BoxEventsEndpoint extends DefaultEndpoint implements EndpointServiceLocation {

    private static final Logger LOG = LoggerFactory.getLogger(BoxEventsEndpoint.class);
    // Box's history of an enterprise is about a minute behind.
    private static final Duration HISTORY_LAG = Duration.ofMinutes(1);

    // Those of HttpClient's loggers that print secrets at DEBUG: the first the token and the channel of the long poll, the
    // others the channel, by their request lines.
    private static final List<String> TELLTALE_LOGGERS = List.of("org.apache.hc.client5.http.wire",
            "org.apache.hc.client5.http.headers", "org.apache.hc.client5.http.impl.classic.MainClientExec");

    @UriParam
    private final BoxEventsConfiguration configuration;

    // Survives a restart of the route, which is what the position in memory is for.
    private final MemoryPositionStore memory = new MemoryPositionStore();
    // The repositories that this endpoint started, and so stops.
    private final List<Service> owned = new ArrayList<>();

    public BoxEventsEndpoint(String uri, Component component, BoxEventsConfiguration configuration) {
        super(uri, component);
        this.configuration = configuration;
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
        validate();
        // Not to be kept: made for the sake of its complaints, which belong to the start and not to a thread's retries.
        newHttpEndpoint(eventsUrl());
    }

    private void validate() {
        BoxEventsConfiguration c = configuration;
        try {
            LoginWay.check(c);
        } catch (IllegalArgumentException e) {
            check(false, e.getMessage());
        }
        check(c.getPositionFile() == null || c.getPositionRepository() == null,
                "two places for the position, positionFile and positionRepository: set one of them");
        check(isNotBlank(c.getPositionFile()), "the option positionFile is empty: set it to the path of a file, or leave it out");
        check(isNotBlank(c.getStreamPosition()) && c.getStreamPosition() != null,
                "the option streamPosition is empty: set it to now, 0 or a position");
        check(c.getLimit() >= 1 && c.getLimit() <= 500, "the option limit is " + c.getLimit() + ": set it to 1 to 500");
        check(c.getMaxInFlight() >= 1, "the option maxInFlight is " + c.getMaxInFlight() + ": set it to 1 or more");
        check(c.getDuplicateWindow() >= 0, "the option duplicateWindow is negative: set it to 0 or more");
        check(c.getRetryInitialDelay() > 0, "the option retryInitialDelay is not positive: set it to 1 ms or more");
        check(c.getRetryMaxDelay() >= c.getRetryInitialDelay(),
                "the option retryMaxDelay is " + c.getRetryMaxDelay() + " ms, which is below retryInitialDelay: set it to "
                                                                + c.getRetryInitialDelay() + " ms or more");
        check(c.getRetryMultiplier() >= 1, "the option retryMultiplier is " + c.getRetryMultiplier() + ": set it to 1 or more");
        check(c.getRequestTimeout() > 0, "the option requestTimeout is not positive: set it to a duration such as 60s");
        check(c.getConnectTimeout() > 0, "the option connectTimeout is not positive: set it to a duration such as 10s");
        check(c.getLongPollTimeout() >= 0, "the option longPollTimeout is negative: leave it out for the server's own");
        check(c.getLongPollMaxRetries() >= 0, "the option longPollMaxRetries is negative: leave it out for the server's own");
        check(c.getPollInterval() > 0, "the option pollInterval is not positive: set it to a duration such as 5s");
        check(!c.getStreamType().isEnterprise() || c.getLongPollTimeout() == 0 && c.getLongPollMaxRetries() == 0,
                "Box has no long poll for " + c.getStreamType()
                                                                                                                   + ": leave out longPollTimeout and longPollMaxRetries, pollInterval is the option");
        check(c.getStreamType() == StreamType.admin_logs || !isBounded(),
                "createdAfter and createdBefore are for the stream admin_logs only: leave them out, or read admin_logs");
        check(c.getStreamType() != StreamType.admin_logs || isBounded() || !c.getStreamPosition().equals(StreamSettings.NOW),
                "Box has no streamPosition=now for admin_logs: set createdAfter, or streamPosition=0 for everything that Box"
                                                                                                                             + " retains, or read admin_logs_streaming");
        checkTime("createdAfter", c.getCreatedAfter());
        checkTime("createdBefore", c.getCreatedBefore());
        check(c.getMaxRequestsPerMinute() >= 0, "the option maxRequestsPerMinute is negative: set it to 0 for no limit");
        baseUrl();
        tokenUrl();
    }

    private static boolean isNotBlank(String value) {
        return value == null || !value.isBlank();
    }

    private void check(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(label() + ": " + message);
        }
    }

    private boolean isBounded() {
        return configuration.getCreatedAfter() != null || configuration.getCreatedBefore() != null;
    }

    private void checkTime(String option, String value) {
        try {
            if (value != null) {
                OffsetDateTime.parse(time(value));
            }
        } catch (DateTimeParseException e) {
            check(false, "the option " + option + " is '" + value + "': set it to a time like 2026-01-31T00:00:00Z");
        }
    }

    // In a URI, a plus sign reads as a blank.
    private static String time(String value) {
        return value.strip().replace(' ', '+');
    }

    private URI baseUrl() {
        String text = configuration.getBaseUrl();
        try {
            URI url = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            boolean http = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
            check(http && url.getHost() != null && url.getRawQuery() == null && url.getRawUserInfo() == null,
                    "the option baseUrl is not a URL like https://api.box.com/2.0");
            return url;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(label() + ": the option baseUrl is not a URL like https://api.box.com/2.0", e);
        }
    }

    private URI tokenUrl() {
        try {
            URI url = new URI(configuration.getTokenUrl());
            check(url.getHost() != null && url.getRawUserInfo() == null
                    && ("https".equals(url.getScheme()) || "http".equals(url.getScheme()) && Hosts.isLoopback(url.getHost())),
                    "the option tokenUrl is not like https://api.box.com/oauth2/token; the secrets sent there need https");
            return url;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(this + ": the option tokenUrl is not a URL", e);
        }
    }

    /** The stream's settings, as the options are now. */
    StreamSettings streamSettings() {
        BoxEventsConfiguration c = configuration;
        return new StreamSettings(
                baseUrl(), c.getStreamType().name(),
                c.getStreamType().isEnterprise() ? Duration.ofMillis(c.getPollInterval()) : null, filters(), end(), c.getLimit(),
                c.getAsUser(), Duration.ofMillis(c.getRequestTimeout()),
                c.getLongPollTimeout() == 0 ? null : Duration.ofMillis(c.getLongPollTimeout()),
                c.getLongPollMaxRetries() == 0 ? null : c.getLongPollMaxRetries(), c.getRealtimeAuth(),
                list(c.getRealtimeHosts()), c.getMaxRequestsPerMinute(), retryPolicy(), c.getOnInvalidPosition().position());
    }

    // Box ignores these parameters on the streams that do not have them.
    private Map<String, String> filters() {
        Map<String, String> filters = new HashMap<>();
        if (configuration.getStreamType().isEnterprise() && !eventTypes().isEmpty()) {
            filters.put("event_type", String.join(",", eventTypes()));
        }
        if (configuration.getCreatedAfter() != null) {
            filters.put("created_after", time(configuration.getCreatedAfter()));
        }
        if (configuration.getCreatedBefore() != null) {
            filters.put("created_before", time(configuration.getCreatedBefore()));
        }
        return filters;
    }

    private Instant end() {
        String before = configuration.getCreatedBefore();
        return before == null ? null : OffsetDateTime.parse(time(before)).toInstant().plus(HISTORY_LAG);
    }

    /** Where to start when no position is stored. */
    String startPosition() {
        boolean history = isBounded() && configuration.getStreamPosition().equals(StreamSettings.NOW);
        return history ? StreamSettings.EARLIEST : configuration.getStreamPosition();
    }

    /** The event types that the component lets through, for Box does not filter; empty for all. */
    Set<String> clientSideEventTypes() {
        return configuration.getStreamType().isEnterprise() ? Set.of() : Set.copyOf(eventTypes());
    }

    private List<String> eventTypes() {
        return configuration.getEventTypes() == null ? List.of() : list(configuration.getEventTypes());
    }

    private static List<String> list(String commaSeparated) {
        return Arrays.stream(commaSeparated.split(",")).map(String::strip).filter(text -> !text.isEmpty()).distinct().toList();
    }

    /** The delays after failures, of requests and of Exchanges alike. */
    RetryPolicy retryPolicy() {
        return new RetryPolicy(
                Duration.ofMillis(configuration.getRetryInitialDelay()), configuration.getRetryMultiplier(),
                Duration.ofMillis(configuration.getRetryMaxDelay()), configuration.getMaxRetries());
    }

    /**
     * Where the position is kept, as the options are now; claimed for the caller, who closes it.
     *
     * @throws PositionStoreException if another consumer has it
     */
    PositionStore claimPositionStore() throws PositionStoreException {
        PositionStore store = memory;
        if (configuration.getPositionFile() != null) {
            store = new FilePositionStore(Path.of(configuration.getPositionFile()), positionKey());
        } else if (configuration.getPositionRepository() != null) {
            store = new RepositoryPositionStore(
                    configuration.getPositionRepository(), positionKey(), component().claims());
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
        String start = startPosition();
        eventTypes().stream().map(type -> EventTypes.warning(configuration.getStreamType(), type)).filter(Objects::nonNull)
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
        if (logsInAsServiceAccount() && configuration.getAsUser() == null && !configuration.getStreamType().isEnterprise()) {
            LOG.info("{}: reads the events of the application's service account, which are few: set userId or asUser to read"
                     + " those of a user",
                    label);
        }
    }

    private boolean logsInAsServiceAccount() {
        LoginWay way = LoginWay.of(configuration);
        return way == LoginWay.ENTERPRISE || way == LoginWay.JWT && configuration.getUserId() == null;
    }

    private String positionKey() {
        if (configuration.getPositionKey() != null) {
            return configuration.getPositionKey();
        }
        String subject = configuration.getAsUser() != null ? "/" + configuration.getAsUser()
                : configuration.getUserId() != null ? "/" + configuration.getUserId()
                : configuration.getEnterpriseId() != null ? "/enterprise-" + configuration.getEnterpriseId()
                : "";
        return "box-events/" + configuration.getStreamType() + subject;
    }

    /** The ids of the delivered events, none at first. */
    DuplicateFilter newDuplicateFilter() {
        return new DuplicateFilter(configuration.getDuplicateWindow(), configuration.getIdempotentRepository());
    }

    /** How to log in, as the options are now. */
    Credentials credentials() {
        BoxEventsConfiguration c = configuration;
        URI url = tokenUrl();
        return switch (LoginWay.of(c)) {
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
                () -> started(newHttpEndpoint(login.tokenUrl())));
    }

    private BoxEventsComponent component() {
        return (BoxEventsComponent) getComponent();
    }

    ScheduledExecutorService alarms() {
        return component().alarms();
    }

    /**
     * A camel-http endpoint of our own, started, whose HTTP client neither retries nor follows redirects by itself: there is
     * one retry policy, ours. The user's settings of the camel-http component and the {@code http.} options apply.
     */
    HttpEndpoint createHttpEndpoint() throws Exception {
        return started(newHttpEndpoint(eventsUrl()));
    }

    private URI eventsUrl() {
        return URI.create(baseUrl() + "/events");
    }

    private static HttpEndpoint started(HttpEndpoint http) {
        ServiceHelper.startService(http);
        return http;
    }

    private HttpEndpoint newHttpEndpoint(URI url) throws Exception {
        Map<String, Object> options = new HashMap<>(configuration.getHttpOptions());
        options.putIfAbsent("connectTimeout", Timeout.ofMilliseconds(configuration.getConnectTimeout()));
        options.putIfAbsent("userAgent", "camel-box-events");
        HttpComponent component = getCamelContext().getComponent(url.getScheme(), HttpComponent.class);
        HttpEndpoint http = (HttpEndpoint) component.createEndpoint(url.toString(), options);
        String unknown = http.getHttpUri().getRawQuery();
        check(unknown == null, "unknown option http." + StringHelper.before(unknown, "=", unknown)
                               + ": what follows http. is to be an option of the camel-http component");
        http.setHttpClientConfigurer(CompositeHttpConfigurer.combineConfigurers(http.getHttpClientConfigurer(),
                builder -> builder.disableAutomaticRetries().disableRedirectHandling().disableCookieManagement()));
        return http;
    }

    /** How messages call the endpoint. */
    String label() {
        return "box-events:" + configuration.getStreamType();
    }

    /** Fills an Exchange with an event. */
    void populate(Exchange exchange, InFlightEvent inFlight) {
        BoxEvent event = inFlight.event();
        Message message = exchange.getMessage();
        message.setBody(event);
        setHeader(message, BoxEventsConstants.EVENT_ID, event.getEventId());
        setHeader(message, BoxEventsConstants.EVENT_TYPE, event.getEventType());
        setHeader(message, BoxEventsConstants.CREATED_AT, event.getCreatedAt());
        setHeader(message, BoxEventsConstants.SESSION_ID, event.getSessionId());
        if (event.getCreatedBy() != null) {
            setHeader(message, BoxEventsConstants.CREATED_BY_ID, event.getCreatedBy().id());
            setHeader(message, BoxEventsConstants.CREATED_BY_LOGIN, event.getCreatedBy().login());
        }
        if (event.getSource() != null) {
            setHeader(message, BoxEventsConstants.SOURCE_TYPE, event.getSource().type());
            setHeader(message, BoxEventsConstants.SOURCE_ID, event.getSource().id());
            setHeader(message, BoxEventsConstants.SOURCE_NAME, event.getSource().name());
        }
        setHeader(message, BoxEventsConstants.STREAM_TYPE, configuration.getStreamType().name());
        setHeader(message, BoxEventsConstants.STREAM_POSITION, inFlight.position());
        setHeader(message, BoxEventsConstants.NEXT_STREAM_POSITION, inFlight.nextPosition());
        OffsetDateTime created = event.getCreatedTime();
        if (created != null) {
            message.setHeader(BoxEventsConstants.MESSAGE_TIMESTAMP, created.toInstant().toEpochMilli());
        }
    }

    private static void setHeader(Message message, String name, String value) {
        if (value != null) {
            message.setHeader(name, value);
        }
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
