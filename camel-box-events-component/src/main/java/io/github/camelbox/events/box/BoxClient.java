// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpOptions;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;

/**
 * The three HTTP calls of the long-poll cycle, one at a time, each with a bound in time and size.
 * <p>
 * Used by one thread; {@link #cancel()} is for any other.
 */
public final class BoxClient {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    // Set once.
    private final HttpCaller http;
    private final Credentials credentials;
    private final StreamSettings settings;
    private final StopSignal stop;

    // Owned by the calling thread.
    private String authorization = "";
    private Consumer<Operation> meter = operation -> {
    };
    private boolean authorizeLongPoll;
    private String channelQuery = "";

    /**
     * @param http        sends the requests; must neither retry nor follow redirects by itself, and is not closed here
     * @param alarms      runs the bounds in time: a socket timeout does not end an answer that trickles in
     * @param credentials give the value of the {@code Authorization} header
     * @param settings    the stream's
     * @param stop        once requested, every call ends with a {@link CancelledException}
     */
    public BoxClient(HttpClient http, ScheduledExecutorService alarms, Credentials credentials, StreamSettings settings,
                           StopSignal stop) {
        this.http = new HttpCaller(http, alarms);
        this.credentials = credentials;
        this.settings = settings;
        this.stop = stop;
        this.authorizeLongPoll = settings.realtimeAuth() == RealtimeAuth.always;
    }

    /**
     * Hears of each request that is about to be made; a call may take two, if the first is refused.
     */
    public void onRequest(Consumer<Operation> newMeter) {
        meter = newMeter;
    }

    /**
     * {@code OPTIONS /events}: where to poll.
     *
     * @throws BoxApiException   if Box does not say, or names a server that is not to be trusted
     * @throws CancelledException if the stop was requested
     */
    public RealtimeServer realtimeServer() throws BoxApiException {
        BoxResponse answer = callApi(Operation.CONNECT, () -> new HttpOptions(settings.baseUrl() + "/events"));
        try {
            RealtimeServer server
                    = RealtimeServer.parse(answer.body(), settings.baseUrl().getHost(), settings.realtimeHosts());
            channelQuery = server.secret();
            return server;
        } catch (IOException e) {
            throw malformed(Operation.CONNECT, answer, e);
        }
    }

    /**
     * {@code GET /events}: the events after a position.
     *
     * @throws BoxApiException   if there is no such page
     * @throws CancelledException if the stop was requested
     */
    public EventPage events(String position) throws BoxApiException {
        StringBuilder url = new StringBuilder(settings.baseUrl() + "/events?stream_type=" + settings.streamType()
                                              + "&stream_position=" + encoded(position) + "&limit=" + settings.limit());
        settings.filters().forEach((name, value) -> url.append('&').append(name).append('=').append(encoded(value)));
        BoxResponse answer = callApi(Operation.FETCH, () -> new HttpGet(url.toString()));
        try {
            return EventPage.parse(answer.body(), position);
        } catch (IOException e) {
            throw malformed(Operation.FETCH, answer, e);
        }
    }

    /**
     * The long poll.
     *
     * @param  server            where
     * @param  position          what is newer than this ends the poll
     * @param  timeout           how long to wait for an answer
     * @return                   the {@code message} of the answer, such as {@code new_change}; null if none came in time
     * @throws BoxApiException   if the answer is an error, or has no message
     * @throws CancelledException if the stop was requested
     */
    public String longPoll(RealtimeServer server, String position, Duration timeout) throws BoxApiException {
        BoxResponse answer = poll(server, position, timeout);
        boolean refused = answer != null && (answer.status() == 401 || answer.status() == 403);
        if (refused && settings.realtimeAuth() == RealtimeAuth.auto && !authorizeLongPoll && server.isHttps()) {
            authorizeLongPoll = true;
            answer = poll(server, position, timeout);
        }
        if (answer == null) {
            return null;
        }
        successful(Operation.LONG_POLL, answer);
        try {
            JsonNode message = MAPPER.readTree(answer.body()).path("message");
            if (!message.isTextual()) {
                throw new IOException("no message in it");
            }
            return message.asText();
        } catch (IOException e) {
            throw malformed(Operation.LONG_POLL, answer, e);
        }
    }

    private String authorize() throws BoxApiException {
        CompletableFuture<String> value = credentials.authorization();
        stop.await(value);
        if (stop.isRequested()) {
            throw new CancelledException();
        }
        try {
            authorization = value.join();
            return authorization;
        } catch (CompletionException e) {
            if (e.getCause() instanceof BoxApiException failure) {
                throw failure;
            }
            throw new BoxApiException("logging in failed: " + HttpCaller.rootMessage(e.getCause()), e.getCause());
        }
    }

    /** The error that a message of the long poll is which Box does not document. */
    public BoxApiException unknownMessage(String message) {
        return new BoxApiException(
                Operation.LONG_POLL + " was answered with the unknown message '" + BoxResponse.oneLine(message, this::mask) + "'",
                null);
    }

    private BoxResponse poll(RealtimeServer server, String position, Duration timeout) throws BoxApiException {
        HttpGet request = new HttpGet(server.pollUrl(position));
        if (authorizeLongPoll) {
            request.setHeader(new SecretHeader("Authorization", authorize()));
        }
        try {
            return execute(Operation.LONG_POLL, request, timeout);
        } catch (HttpCaller.TimeoutException e) {
            return null;
        }
    }

    /**
     * Ends the running call with a {@link CancelledException}; to be called after the stop was requested. For any thread.
     */
    public void cancel() {
        http.cancel();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private BoxResponse callApi(Operation operation, Supplier<HttpUriRequestBase> request) throws BoxApiException {
        BoxResponse answer = execute(operation, withApiHeaders(request.get()), settings.requestTimeout());
        if (answer.status() == 401) {
            // Once more: with another token if there is one; and Box has been seen to refuse a good one.
            credentials.refused(authorization);
            answer = execute(operation, withApiHeaders(request.get()), settings.requestTimeout());
        }
        return successful(operation, answer);
    }

    private HttpUriRequestBase withApiHeaders(HttpUriRequestBase request) throws BoxApiException {
        request.setHeader(new SecretHeader("Authorization", authorize()));
        request.setHeader("Accept", "application/json");
        if (settings.asUser() != null) {
            request.setHeader("As-User", settings.asUser());
        }
        return request;
    }

    private BoxResponse execute(Operation operation, HttpUriRequestBase request, Duration bound) throws BoxApiException {
        if (stop.isRequested()) {
            throw new CancelledException();
        }
        meter.accept(operation);
        String suspect = operation == Operation.LONG_POLL ? "whether a firewall is in the way" : "the option baseUrl";
        try {
            return http.execute(operation.toString(), request, bound, BoxResponse::of, this::mask, suspect);
        } catch (BoxApiException e) {
            if (stop.isRequested()) {
                throw new CancelledException();
            }
            throw e;
        }
    }

    private BoxResponse successful(Operation operation, BoxResponse answer) throws BoxApiException {
        if (answer.isSuccess()) {
            return answer;
        }
        throw answer.asError(operation, this::mask);
    }

    private BoxApiException malformed(Operation operation, BoxResponse answer, IOException why) {
        return answer.asMalformed(operation, why, this::mask);
    }

    private String mask(String text) {
        String masked = HttpCaller.without(authorization.substring(authorization.indexOf(' ') + 1), text);
        for (String parameter : channelQuery.split("&")) {
            masked = HttpCaller.without(parameter.substring(parameter.indexOf('=') + 1), masked);
        }
        return masked;
    }

    /** The call was cancelled: not an error. */
    public static final class CancelledException extends RuntimeException {
        public CancelledException() {
            super("Cancelled", null, false, false);
        }
    }
}
