// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import io.github.camelbox.events.auth.Login;
import io.github.camelbox.events.box.BoxApiException;
import io.github.camelbox.events.box.HistoryTime;
import io.github.camelbox.events.box.Hosts;
import io.github.camelbox.events.box.RequestSettings;
import io.github.camelbox.events.box.StreamPositions;
import io.github.camelbox.events.delivery.EventFilter;
import io.github.camelbox.events.delivery.SubscriptionSettings;
import io.github.camelbox.events.state.PositionStoreException;
import io.github.camelbox.events.stream.RetryPolicy;
import io.github.camelbox.events.stream.StreamSettings;
import org.apache.camel.CamelContext;

/**
 * The options of an endpoint, checked, and as values for the other packages. Each is of the options as they are at that moment.
 */
final class BoxEventsOptions {

    // Box's history of an enterprise is about a minute behind.
    private static final Duration HISTORY_LAG = Duration.ofMinutes(1);

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{[^{}]+}|\\{\\{[^}]*}}");
    private static final Pattern FOLDER_ID = Pattern.compile("[0-9]+");
    private static final String API_HOST = "api.box.com";
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(5);

    private final BoxEventsConfiguration c;

    BoxEventsOptions(BoxEventsConfiguration configuration) {
        this.c = configuration;
    }

    /** Checks the options, each and together; throws an exception that names the option at fault and the fix. */
    void check() {
        checkPlaceholders();
        try {
            LoginMethod.check(c);
        } catch (IllegalArgumentException e) {
            check(false, e.getMessage());
        }
        check(c.getPositionFile() == null || c.getPositionRepository() == null,
                "two places for the position, positionFile and positionRepository: set one of them");
        check(isNotBlank(c.getPositionFile()),
                "the option positionFile is empty: set it to the path of a file, or leave it out");
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
        check(c.getPollInterval() >= 0,
                "the option pollInterval is negative: set it to a duration such as 5s, or leave it out");
        check(c.getStreamType().hasLongPoll() || c.getLongPollTimeout() == 0 && c.getLongPollMaxRetries() == 0,
                "Box has no long poll for " + c.getStreamType()
                        + ": leave out longPollTimeout and longPollMaxRetries, pollInterval is the option");
        check(c.getStreamType().isHistory() || !isBounded(),
                "createdAfter and createdBefore are for the stream admin_logs only: leave them out, or read admin_logs");
        check(!c.getStreamType().isHistory() || isBounded() || !c.getStreamPosition().equals(StreamPositions.NOW),
                "Box has no streamPosition=now for " + c.getStreamType()
                        + ": set createdAfter, or streamPosition=0 for everything that Box retains, or read admin_logs_streaming");
        checkTime("createdAfter", c.getCreatedAfter());
        checkTime("createdBefore", c.getCreatedBefore());
        folderIds().forEach(id -> check(FOLDER_ID.matcher(id).matches(),
                "the option folderId has '" + id
                        + "', which is no id: set it to the number at the end of the folder's address in"
                        + " Box, or several with commas between"));
        check(c.getMaxRequestsPerMinute() >= 0, "the option maxRequestsPerMinute is negative: set it to 0 for no limit");
        baseUrl();
        tokenUrl();
    }

    private static boolean isNotBlank(String value) {
        return value == null || !value.isBlank();
    }

    void check(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(label() + ": " + message);
        }
    }

    // Spring Boot passes ${NAME} on as it is if NAME is not set; Box would only say that the token is wrong.
    private void checkPlaceholders() {
        Map<String, String> texts = new LinkedHashMap<>();
        for (LoginMethod.Option option : LoginMethod.Option.values()) {
            texts.put(option.name(), option.text(c));
        }
        texts.put("asUser", c.getAsUser());
        texts.put("baseUrl", c.getBaseUrl());
        texts.put("tokenUrl", c.getTokenUrl());
        texts.put("streamPosition", c.getStreamPosition());
        texts.put("positionFile", c.getPositionFile());
        texts.put("positionKey", c.getPositionKey());
        texts.put("eventTypes", c.getEventTypes());
        texts.put("folderId", c.getFolderId());
        texts.put("createdAfter", c.getCreatedAfter());
        texts.put("createdBefore", c.getCreatedBefore());
        texts.put("realtimeHosts", c.getRealtimeHosts());
        texts.forEach((option, text) -> checkPlaceholder(option, text != null && PLACEHOLDER.matcher(text).find()));
        // A password may look like one in part.
        c.getHttpOptions().forEach((option, value) -> checkPlaceholder(
                "http." + option, value instanceof String text && PLACEHOLDER.matcher(text).matches()));
    }

    private void checkPlaceholder(String option, boolean found) {
        check(!found,
                "the option " + option + " still has the placeholder of a variable or property that is not set: set that");
    }

    private boolean isBounded() {
        return c.getCreatedAfter() != null || c.getCreatedBefore() != null;
    }

    private void checkTime(String option, String value) {
        try {
            if (value != null) {
                HistoryTime.parse(value).instant().plus(HISTORY_LAG);
            }
        } catch (DateTimeException e) {
            check(false, "the option " + option + " is '" + value + "': set it to a time like 2026-01-31T00:00:00Z");
        }
    }

    /** The Box API, without a slash at the end. */
    URI baseUrl() {
        String complaint = "the option baseUrl is not a URL like https://api.box.com/2.0";
        String text = c.getBaseUrl();
        URI url = url(text.endsWith("/") ? text.substring(0, text.length() - 1) : text, complaint);
        boolean http = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
        check(http && url.getHost() != null && url.getRawQuery() == null && url.getRawUserInfo() == null, complaint);
        return url;
    }

    URI tokenUrl() {
        URI url = url(c.getTokenUrl(), "the option tokenUrl is not a URL");
        check(url.getHost() != null && url.getRawUserInfo() == null
                && ("https".equals(url.getScheme()) || "http".equals(url.getScheme()) && Hosts.isLoopback(url.getHost())),
                "the option tokenUrl is not like https://api.box.com/oauth2/token; the secrets sent there need https");
        return url;
    }

    private URI url(String text, String complaint) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(label() + ": " + complaint, e);
        }
    }

    RequestSettings requestSettings() {
        return new RequestSettings(baseUrl(), c.getStreamType(), filters(), HistoryTime.parse(c.getCreatedAfter()),
                c.getLimit(), c.getAsUser(),
                Duration.ofMillis(c.getRequestTimeout()), c.getRealtimeAuth(), list(c.getRealtimeHosts()));
    }

    SubscriptionSettings subscriptionSettings(String label, boolean polled, CamelContext context)
            throws PositionStoreException {
        // Where Box filters by type, the component does not.
        Set<String> types = c.getStreamType().isFilteredByBox() ? Set.of() : Set.copyOf(eventTypes());
        EventFilter filter = new EventFilter(types, Set.copyOf(folderIds()));
        return new SubscriptionSettings(label, startPosition(), filter, polled, polled ? 1 : c.getMaxInFlight(),
                c.getOnFailure(), c.getDuplicateWindow(), c.getIdempotentRepository(), idPrefix(context),
                Duration.ofMillis(c.getRequestTimeout()), streamSettings());
    }

    private StreamSettings streamSettings() {
        boolean longPoll = c.getStreamType().hasLongPoll();
        Duration interval = c.getPollInterval() == 0 ? null : Duration.ofMillis(c.getPollInterval());
        // The delays after failures, of requests and of Exchanges alike.
        RetryPolicy retryPolicy = new RetryPolicy(Duration.ofMillis(c.getRetryInitialDelay()), c.getRetryMultiplier(),
                Duration.ofMillis(c.getRetryMaxDelay()), c.getMaxRetries());
        return new StreamSettings(longPoll, interval == null && !longPoll ? POLL_INTERVAL : interval, end(), c.getLimit(),
                c.getLongPollTimeout() == 0 ? null : Duration.ofMillis(c.getLongPollTimeout()),
                c.getLongPollMaxRetries() == 0 ? null : c.getLongPollMaxRetries(), c.getMaxRequestsPerMinute(), retryPolicy,
                c.getOnInvalidPosition().position());
    }

    URI eventsUrl() {
        return URI.create(baseUrl() + "/events");
    }

    boolean sendsTokenInClear() {
        return "http".equals(baseUrl().getScheme()) && !Hosts.isLoopback(baseUrl().getHost());
    }

    boolean keepsPositionInMemory() {
        return c.getPositionFile() == null && c.getPositionRepository() == null;
    }

    // Box ignores these parameters on the streams that do not have them.
    private Map<String, String> filters() {
        Map<String, String> filters = new HashMap<>();
        if (c.getStreamType().isFilteredByBox() && !eventTypes().isEmpty()) {
            filters.put("event_type", String.join(",", eventTypes()));
        }
        if (c.getCreatedBefore() != null) {
            filters.put("created_before", HistoryTime.parse(c.getCreatedBefore()).text());
        }
        return filters;
    }

    private Instant end() {
        return c.getCreatedBefore() == null ? null : HistoryTime.parse(c.getCreatedBefore()).instant().plus(HISTORY_LAG);
    }

    /** Where to start when no position is stored. */
    String startPosition() {
        boolean history = isBounded() && c.getStreamPosition().equals(StreamPositions.NOW);
        return history ? StreamPositions.EARLIEST : c.getStreamPosition();
    }

    /** The event types to let through; empty for all. */
    List<String> eventTypes() {
        return c.getEventTypes() == null ? List.of() : list(c.getEventTypes());
    }

    /** The folders whose items' events are wanted; empty for all events. */
    List<String> folderIds() {
        return c.getFolderId() == null ? List.of() : list(c.getFolderId());
    }

    private static List<String> list(String commaSeparated) {
        return Arrays.stream(commaSeparated.split(",")).map(String::strip).filter(text -> !text.isEmpty()).distinct().toList();
    }

    /** The key under which the position is stored. By default, it says where the events come from, and whose they are. */
    String positionKey(CamelContext context) throws PositionStoreException {
        if (c.getPositionKey() != null) {
            return c.getPositionKey();
        }
        String subject = subject(context);
        String server = API_HOST.equals(baseUrl().getHost()) ? "" : baseUrl().getRawAuthority() + "/";
        return "box-events/" + server + c.getStreamType() + (subject == null ? "" : "/" + subject);
    }

    private String idPrefix(CamelContext context) throws PositionStoreException {
        String subject = c.getIdempotentRepository() == null ? null : subject(context);
        return subject == null ? "" : subject + ":";
    }

    // Whose events these are; null if the options do not say.
    private String subject(CamelContext context) throws PositionStoreException {
        LoginMethod login = LoginMethod.of(c);
        try {
            return c.getAsUser() != null ? c.getAsUser()
                    : c.getUserId() != null ? c.getUserId()
                    : c.getEnterpriseId() != null ? enterprise(c.getEnterpriseId())
                    : login == LoginMethod.JWT ? enterprise(Login.Jwt.enterpriseId(context, c.getJwtConfig()))
                    : login == LoginMethod.REFRESH ? c.getClientId()
                    : null;
        } catch (BoxApiException e) {
            throw new PositionStoreException(
                    e.getMessage() + ". It says whose position this is: correct it, or set positionKey", e);
        }
    }

    private static String enterprise(String id) {
        return id == null ? null : "enterprise-" + id;
    }

    boolean readsServiceAccount() {
        LoginMethod login = LoginMethod.of(c);
        boolean serviceAccount = login == LoginMethod.ENTERPRISE || login == LoginMethod.JWT && c.getUserId() == null;
        return serviceAccount && c.getAsUser() == null && c.getStreamType().isOfUser();
    }

    /** How messages call the endpoint. */
    String label() {
        return "box-events:" + c.getStreamType();
    }
}
