// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.HashMap;
import java.util.Map;

import io.github.camelbox.events.auth.AccessTokenProvider;
import io.github.camelbox.events.box.RealtimeAuth;
import io.github.camelbox.events.box.StreamType;
import io.github.camelbox.events.delivery.OnFailure;
import io.github.camelbox.events.delivery.OrderingKey;
import io.github.camelbox.events.state.StateStore;
import io.github.camelbox.events.stream.OnInvalidPosition;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.spi.StateRepository;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import org.apache.camel.spi.UriPath;

/**
 * The options of the component and of its endpoints. Durations are in milliseconds; a null, or 0 for a duration or number
 * without a default, means not set. To be set before the endpoint starts.
 */
@UriParams
public class BoxEventsConfiguration implements Cloneable {

    @UriPath(defaultValue = "all", description = "Which stream to read.")
    private StreamType streamType = StreamType.all;
    @UriParam(label = "consumer", defaultValue = "now",
              description = "Where to start when no position is stored: now, 0 (everything that Box retains) or a position. A"
                      + " stored position always wins.")
    private String streamPosition = "now";
    @UriParam(label = "consumer", defaultValue = "500", description = "How many events Box may put in a page: 1 to 500.")
    private int limit = 500;
    @UriParam(label = "consumer",
              description = "The event types to let through, separated by commas, such as ITEM_UPLOAD,ITEM_TRASH; all if empty."
                      + " Box filters the enterprise streams, the component the others; the position moves past what is"
                      + " filtered out.")
    private String eventTypes;
    @UriParam(label = "consumer",
              description = "The ids of folders, separated by commas: lets only the events through whose item lies in one of"
                      + " them, at any depth. On an enterprise stream an event has the folder of its item only, so that items in"
                      + " subfolders are left out. An item that was moved out or trashed lies elsewhere: a mirror needs the"
                      + " stream without this option. The position moves past the others.")
    private String folderId;
    @UriParam(label = "consumer",
              description = "Only for admin_logs: events from this time on, such as 2026-01-31T00:00:00Z (RFC 3339). Box"
                      + " takes no time of more than a year ago: after the first page, a year ago counts in its place.")
    private String createdAfter;
    @UriParam(label = "consumer",
              description = "Only for admin_logs: events up to this time (RFC 3339). When they have all been delivered, the"
                      + " route is stopped.")
    private String createdBefore;
    @UriParam(label = "consumer", javaType = "java.time.Duration",
              description = "How long an enterprise stream with nothing new is left alone, by default 5s. On a user stream, if"
                      + " set: the interval at which Box is asked while the long poll does not work, as behind a proxy that"
                      + " blocks it.")
    private long pollInterval;
    @UriParam(label = "consumer", defaultValue = "https://api.box.com/2.0",
              description = "The Box API, such as that of a gateway or of a sandbox.")
    private String baseUrl = "https://api.box.com/2.0";
    @UriParam(label = "consumer",
              description = "The id of the user whose events are read, instead of those of the token's own user (the As-User"
                      + " header). The application needs the right to act as another user.")
    private String asUser;
    @UriParam(label = "consumer",
              description = "A file that keeps the stream position across restarts. It is replaced atomically and forced to"
                      + " disk. Each endpoint needs a file of its own.")
    private String positionFile;
    @UriParam(label = "consumer", description = "A StateRepository bean that keeps the stream position, instead of a file.")
    private StateRepository<String, String> positionRepository;
    @UriParam(label = "consumer",
              description = "A StateStore bean, such as a JdbcStateStore, that keeps the stream position and, for OAuth refresh,"
                      + " the refresh token, for several machines; instead of positionFile, positionRepository and"
                      + " refreshTokenFile.")
    private StateStore stateStore;
    @UriParam(label = "consumer",
              description = "The key under which the position is stored. By default made of the server, the stream type and the"
                      + " user whose events are read.")
    private String positionKey;
    @UriParam(label = "consumer", defaultValue = "10000",
              description = "How many event ids are remembered, to drop the events that Box repeats. 0 lets repeats through.")
    private int duplicateWindow = 10000;
    @UriParam(label = "consumer,advanced",
              description = "An IdempotentRepository bean that remembers the event ids instead of the memory, to drop repeats"
                      + " across restarts.")
    private IdempotentRepository idempotentRepository;
    @UriParam(label = "consumer", defaultValue = "false",
              description = "Whether the events of a page make one Exchange, whose body is a BoxEventBatch, a list of them,"
                      + " instead of one each. The position is stored when it is complete; if it failed, the batch is"
                      + " delivered again whole. At most limit events are in a batch, and at least one.")
    private boolean batching;
    @UriParam(label = "consumer", defaultValue = "1",
              description = "How many Exchanges may be in progress at once. 1 keeps the order of the events; more trades order"
                      + " for throughput. The stored position never passes an unfinished Exchange. The polling consumer leaves"
                      + " this to its caller.")
    private int maxInFlight = 1;
    @UriParam(label = "consumer", defaultValue = "none",
              description = "With maxInFlight above 1, which events are processed in order, the rest in parallel: none (any"
                      + " order), source (the events of one item), user (the events of one acting user). An event that waits"
                      + " for its retry holds up only those with its key. The polling consumer ignores it.")
    private OrderingKey orderingKey = OrderingKey.none;
    @UriParam(label = "consumer", defaultValue = "retry",
              description = "What to do with an event, or a batch, whose Exchange the route could not process: retry delivers"
                      + " it again, after the delays of the retry policy; skip reports it and continues; stop reports it and"
                      + " stops the route. None of them applies while the consumer is suspended or stopping.")
    private OnFailure onFailure = OnFailure.retry;
    @UriParam(label = "consumer", defaultValue = "fail",
              description = "What to do when Box rejects the stream position: fail reports it and keeps trying at the longest"
                      + " delay; earliest and now report the gap and continue with everything that Box retains, or with what"
                      + " happens now.")
    private OnInvalidPosition onInvalidPosition = OnInvalidPosition.fail;
    @UriParam(label = "consumer", javaType = "java.time.Duration", defaultValue = "1000",
              description = "The delay after the first failure, of a request or of an Exchange.")
    private long retryInitialDelay = 1000;
    @UriParam(label = "consumer", defaultValue = "2",
              description = "By how much the delay grows from one consecutive failure to the next.")
    private double retryMultiplier = 2;
    @UriParam(label = "consumer", javaType = "java.time.Duration", defaultValue = "60000",
              description = "The longest delay after a failure. Every delay is shortened at random by up to a half. A"
                      + " Retry-After header of Box takes precedence.")
    private long retryMaxDelay = 60000;
    @UriParam(label = "consumer", defaultValue = "-1",
              description = "How many consecutive failures are retried before the consumer gives up and stops the route."
                      + " Negative for no end.")
    private int maxRetries = -1;
    @UriParam(label = "consumer,advanced", javaType = "java.time.Duration",
              description = "How long to wait for the response of a long poll before the same URL is polled again. By default"
                      + " as the real-time server says (retry_timeout).")
    private long longPollTimeout = 0;
    @UriParam(label = "consumer,advanced",
              description = "How many long polls are made before Box is asked for another real-time server. By default as the"
                      + " real-time server says (max_retries).")
    private int longPollMaxRetries = 0;
    @UriParam(label = "consumer,advanced", javaType = "java.time.Duration", defaultValue = "60000",
              description = "How long a request to the Box API may take, until the end of its response, and a call of a"
                      + " repository or of the accessTokenProvider. Not for long polls.")
    private long requestTimeout = 60000;
    @UriParam(label = "consumer,advanced", javaType = "java.time.Duration", defaultValue = "10000",
              description = "How long it may take to open a connection.")
    private long connectTimeout = 10000;
    @UriParam(label = "consumer", defaultValue = "600",
              description = "How many API requests (OPTIONS and GET /events, not long polls) the endpoint may make in a minute;"
                      + " a quarter of them in a burst. 0 for no limit. Box allows about 1000 API calls a minute and user. Routes that are"
                      + " started together begin one after the other, so that the starts of a component take no more than the"
                      + " budget of 300 endpoints: with the default, 1500 begin in a second.")
    private int maxRequestsPerMinute = 600;
    @UriParam(label = "security", secret = true,
              description = "An access token, sent as Authorization: Bearer. Prefer to set it on the component, or from a"
                      + " property placeholder or vault, so that it is in no URI.")
    private String accessToken;
    @UriParam(label = "security", secret = true,
              description = "The whole value of the Authorization header, scheme included, instead of an access token, such as"
                      + " for a gateway.")
    private String authorizationToken;
    @UriParam(label = "security",
              description = "An AccessTokenProvider bean that gives the access tokens, for applications that manage them by"
                      + " themselves.")
    private AccessTokenProvider accessTokenProvider;
    @UriParam(label = "security",
              description = "The id of the Box application, for the client credentials grant (with enterpriseId or userId) and"
                      + " for OAuth refresh (with refreshTokenFile, or with refreshToken and a stateStore).")
    private String clientId;
    @UriParam(label = "security", secret = true,
              description = "The secret of the Box application. Prefer to set it on the component, or from a property"
                      + " placeholder or vault, so that it is in no URI.")
    private String clientSecret;
    @UriParam(label = "security",
              description = "The id of the enterprise, to log in as the application's service account by client credentials. A"
                      + " service account sees only what happens to its own items: see userId and asUser.")
    private String enterpriseId;
    @UriParam(label = "security",
              description = "The id of the user to log in as, by client credentials or JWT. The application needs the right to"
                      + " generate user access tokens.")
    private String userId;
    @UriParam(label = "security",
              description = "The JSON configuration of a Box application with JWT, as downloaded from Box's developer console:"
                      + " a resource, such as file:/etc/box/config.json. Logs in as the enterprise's service account, or as"
                      + " userId. Needs org.bouncycastle:bcpkix-jdk18on on the class path.")
    private String jwtConfig;
    @UriParam(label = "security", secret = true,
              description = "The refresh token to begin with, for OAuth refresh. It can be used only once: from then on the one"
                      + " in refreshTokenFile, or in the stateStore, counts.")
    private String refreshToken;
    @UriParam(label = "security",
              description = "The file that keeps the refresh token which Box gives in exchange for the last one. It is replaced"
                      + " atomically and forced to disk before the new access token is used.")
    private String refreshTokenFile;
    @UriParam(label = "security", defaultValue = "https://api.box.com/oauth2/token",
              description = "Where access tokens are requested: https, or a server on this machine.")
    private String tokenUrl = "https://api.box.com/oauth2/token";
    @UriParam(label = "security", defaultValue = "auto",
              description = "Whether the Authorization header is sent to the real-time host: auto sends none until that host"
                      + " responds with 401 or 403 over https.")
    private RealtimeAuth realtimeAuth = RealtimeAuth.auto;
    @UriParam(label = "security", defaultValue = "box.com,box.net",
              description = "The host suffixes that are trusted for long polls, besides the host of baseUrl, separated by"
                      + " commas.")
    private String realtimeHosts = "box.com,box.net";
    @UriParam(label = "consumer,advanced", prefix = "http.", multiValue = true,
              description = "Options of the camel-http endpoint whose HTTP client is used, such as http.proxyHost or"
                      + " http.sslContextParameters.")
    private Map<String, Object> httpOptions = new HashMap<>();

    /**
     * A copy of its own, for an endpoint.
     */
    public BoxEventsConfiguration copy() {
        try {
            BoxEventsConfiguration copy = (BoxEventsConfiguration) clone();
            copy.httpOptions = new HashMap<>(httpOptions);
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new RuntimeCamelException(e);
        }
    }

    public StreamType getStreamType() {
        return streamType;
    }

    public void setStreamType(StreamType streamType) {
        this.streamType = streamType;
    }

    public String getStreamPosition() {
        return streamPosition;
    }

    public void setStreamPosition(String streamPosition) {
        this.streamPosition = streamPosition;
    }

    public int getLimit() {
        return limit;
    }

    public void setLimit(int limit) {
        this.limit = limit;
    }

    public String getEventTypes() {
        return eventTypes;
    }

    public void setEventTypes(String eventTypes) {
        this.eventTypes = eventTypes;
    }

    public String getFolderId() {
        return folderId;
    }

    public void setFolderId(String folderId) {
        this.folderId = folderId;
    }

    public String getCreatedAfter() {
        return createdAfter;
    }

    public void setCreatedAfter(String createdAfter) {
        this.createdAfter = createdAfter;
    }

    public String getCreatedBefore() {
        return createdBefore;
    }

    public void setCreatedBefore(String createdBefore) {
        this.createdBefore = createdBefore;
    }

    public long getPollInterval() {
        return pollInterval;
    }

    public void setPollInterval(long pollInterval) {
        this.pollInterval = pollInterval;
    }

    public String getBaseUrl() {
        return baseUrl;
    }

    public void setBaseUrl(String baseUrl) {
        this.baseUrl = baseUrl;
    }

    public String getAsUser() {
        return asUser;
    }

    public void setAsUser(String asUser) {
        this.asUser = asUser;
    }

    public String getPositionFile() {
        return positionFile;
    }

    public void setPositionFile(String positionFile) {
        this.positionFile = positionFile;
    }

    public StateRepository<String, String> getPositionRepository() {
        return positionRepository;
    }

    public void setPositionRepository(StateRepository<String, String> positionRepository) {
        this.positionRepository = positionRepository;
    }

    public StateStore getStateStore() {
        return stateStore;
    }

    public void setStateStore(StateStore stateStore) {
        this.stateStore = stateStore;
    }

    public String getPositionKey() {
        return positionKey;
    }

    public void setPositionKey(String positionKey) {
        this.positionKey = positionKey;
    }

    public int getDuplicateWindow() {
        return duplicateWindow;
    }

    public void setDuplicateWindow(int duplicateWindow) {
        this.duplicateWindow = duplicateWindow;
    }

    public IdempotentRepository getIdempotentRepository() {
        return idempotentRepository;
    }

    public void setIdempotentRepository(IdempotentRepository idempotentRepository) {
        this.idempotentRepository = idempotentRepository;
    }

    public boolean isBatching() {
        return batching;
    }

    public void setBatching(boolean batching) {
        this.batching = batching;
    }

    public int getMaxInFlight() {
        return maxInFlight;
    }

    public void setMaxInFlight(int maxInFlight) {
        this.maxInFlight = maxInFlight;
    }

    public OrderingKey getOrderingKey() {
        return orderingKey;
    }

    public void setOrderingKey(OrderingKey orderingKey) {
        this.orderingKey = orderingKey;
    }

    public OnFailure getOnFailure() {
        return onFailure;
    }

    public void setOnFailure(OnFailure onFailure) {
        this.onFailure = onFailure;
    }

    public OnInvalidPosition getOnInvalidPosition() {
        return onInvalidPosition;
    }

    public void setOnInvalidPosition(OnInvalidPosition onInvalidPosition) {
        this.onInvalidPosition = onInvalidPosition;
    }

    public long getRetryInitialDelay() {
        return retryInitialDelay;
    }

    public void setRetryInitialDelay(long retryInitialDelay) {
        this.retryInitialDelay = retryInitialDelay;
    }

    public double getRetryMultiplier() {
        return retryMultiplier;
    }

    public void setRetryMultiplier(double retryMultiplier) {
        this.retryMultiplier = retryMultiplier;
    }

    public long getRetryMaxDelay() {
        return retryMaxDelay;
    }

    public void setRetryMaxDelay(long retryMaxDelay) {
        this.retryMaxDelay = retryMaxDelay;
    }

    public int getMaxRetries() {
        return maxRetries;
    }

    public void setMaxRetries(int maxRetries) {
        this.maxRetries = maxRetries;
    }

    public long getLongPollTimeout() {
        return longPollTimeout;
    }

    public void setLongPollTimeout(long longPollTimeout) {
        this.longPollTimeout = longPollTimeout;
    }

    public int getLongPollMaxRetries() {
        return longPollMaxRetries;
    }

    public void setLongPollMaxRetries(int longPollMaxRetries) {
        this.longPollMaxRetries = longPollMaxRetries;
    }

    public long getRequestTimeout() {
        return requestTimeout;
    }

    public void setRequestTimeout(long requestTimeout) {
        this.requestTimeout = requestTimeout;
    }

    public long getConnectTimeout() {
        return connectTimeout;
    }

    public void setConnectTimeout(long connectTimeout) {
        this.connectTimeout = connectTimeout;
    }

    public int getMaxRequestsPerMinute() {
        return maxRequestsPerMinute;
    }

    public void setMaxRequestsPerMinute(int maxRequestsPerMinute) {
        this.maxRequestsPerMinute = maxRequestsPerMinute;
    }

    public String getAccessToken() {
        return accessToken;
    }

    public void setAccessToken(String accessToken) {
        this.accessToken = accessToken;
    }

    public String getAuthorizationToken() {
        return authorizationToken;
    }

    public void setAuthorizationToken(String authorizationToken) {
        this.authorizationToken = authorizationToken;
    }

    public AccessTokenProvider getAccessTokenProvider() {
        return accessTokenProvider;
    }

    public void setAccessTokenProvider(AccessTokenProvider accessTokenProvider) {
        this.accessTokenProvider = accessTokenProvider;
    }

    public String getClientId() {
        return clientId;
    }

    public void setClientId(String clientId) {
        this.clientId = clientId;
    }

    public String getClientSecret() {
        return clientSecret;
    }

    public void setClientSecret(String clientSecret) {
        this.clientSecret = clientSecret;
    }

    public String getEnterpriseId() {
        return enterpriseId;
    }

    public void setEnterpriseId(String enterpriseId) {
        this.enterpriseId = enterpriseId;
    }

    public String getUserId() {
        return userId;
    }

    public void setUserId(String userId) {
        this.userId = userId;
    }

    public String getJwtConfig() {
        return jwtConfig;
    }

    public void setJwtConfig(String jwtConfig) {
        this.jwtConfig = jwtConfig;
    }

    public String getRefreshToken() {
        return refreshToken;
    }

    public void setRefreshToken(String refreshToken) {
        this.refreshToken = refreshToken;
    }

    public String getRefreshTokenFile() {
        return refreshTokenFile;
    }

    public void setRefreshTokenFile(String refreshTokenFile) {
        this.refreshTokenFile = refreshTokenFile;
    }

    public String getTokenUrl() {
        return tokenUrl;
    }

    public void setTokenUrl(String tokenUrl) {
        this.tokenUrl = tokenUrl;
    }

    public RealtimeAuth getRealtimeAuth() {
        return realtimeAuth;
    }

    public void setRealtimeAuth(RealtimeAuth realtimeAuth) {
        this.realtimeAuth = realtimeAuth;
    }

    public String getRealtimeHosts() {
        return realtimeHosts;
    }

    public void setRealtimeHosts(String realtimeHosts) {
        this.realtimeHosts = realtimeHosts;
    }

    public Map<String, Object> getHttpOptions() {
        return httpOptions;
    }

    public void setHttpOptions(Map<String, Object> httpOptions) {
        this.httpOptions = httpOptions;
    }
}
