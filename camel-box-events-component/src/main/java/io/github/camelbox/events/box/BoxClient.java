// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpOptions;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;

/**
 * The three HTTP calls of the long-poll cycle, each with a bound in time and size. One API request ({@code OPTIONS},
 * {@code GET /events}) and one long poll at a time; these two may overlap. While the gate is closed, each call ends with a
 * {@link CancelledException}.
 */
public final class BoxClient implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpLease http;
    private final HttpCaller api;
    private final HttpCaller realtime;
    private final Credentials credentials;
    private final RequestSettings settings;
    private final Gate gate;
    private final Consumer<Operation> meter;
    private final Redaction redaction = new Redaction();
    // The real-time hosts that have insisted on the token.
    private final Set<String> insisting = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    private interface BodyReader<T> {
        T read(byte[] body) throws IOException;
    }

    /**
     * @param gate    ends the calls while it is closed; whoever closes it calls {@link #cut()} next
     * @param meter   told of each request that is about to be made; a call may take two, if the first is rejected
     * @param noPolls ends long polls while it holds; whoever makes it hold calls {@link #cutPoll()} next
     */
    public BoxClient(HttpLease http, ScheduledExecutorService timeoutScheduler, Credentials credentials,
            RequestSettings settings,
            Gate gate, Consumer<Operation> meter, BooleanSupplier noPolls) {
        this.http = http;
        this.api = new HttpCaller(http.client(), timeoutScheduler, () -> !gate.isOpen());
        this.realtime = new HttpCaller(http.client(), timeoutScheduler, () -> noPolls.getAsBoolean() || !gate.isOpen());
        this.credentials = credentials;
        this.settings = settings;
        this.gate = gate;
        this.meter = meter;
    }

    /** {@code OPTIONS /events}: where to poll. One trusted server or more, in Box's order. */
    public List<RealtimeServer> realtimeServers() throws BoxApiException {
        List<RealtimeServer> servers = callApi(Operation.CONNECT, () -> new HttpOptions(settings.baseUrl() + "/events"),
                body -> RealtimeServer.parse(body, settings.baseUrl().getHost(), settings.realtimeHosts()));
        servers.forEach(server -> redaction.addQuery(server.secret()));
        return servers;
    }

    /**
     * {@code GET /events}: the events after a position.
     *
     * @param begins whether it is the first request of a stream that has no position yet
     * @param next   told of the position after the page before the page is read, if the end of the response has it; what
     *               counts is that of the page
     */
    public EventPage events(String position, boolean begins, Consumer<String> next) throws BoxApiException {
        StringBuilder url = new StringBuilder(settings.baseUrl() + "/events?stream_type=" + settings.streamType()
                + "&stream_position=" + encoded(position) + "&limit=" + settings.limit());
        settings.filters().forEach((name, value) -> url.append('&').append(name).append('=').append(encoded(value)));
        if (settings.createdAfter() != null) {
            url.append("&created_after=").append(encoded(settings.createdAfter().asBeginning(begins, Instant.now())));
        }
        return callApi(Operation.FETCH, () -> new HttpGet(url.toString()), body -> {
            EventPage.positionAtEnd(body, position).ifPresent(next);
            return EventPage.parse(body, position);
        });
    }

    /** The long poll. Returns its {@code message}, such as {@code new_change}; null if none came within the timeout. */
    public String longPoll(RealtimeServer server, String position, Duration timeout) throws BoxApiException {
        boolean authorized = settings.realtimeAuth() == RealtimeAuth.always
                || server.isHttps() && insisting.contains(server.authority());
        BoxResponse response = poll(server, position, timeout, authorized);
        boolean rejected = response != null && (response.status() == 401 || response.status() == 403);
        if (rejected && settings.realtimeAuth() == RealtimeAuth.auto && !authorized && server.isHttps()) {
            insisting.add(server.authority());
            response = poll(server, position, timeout, true);
        }
        return response == null ? null : read(Operation.POLL, response, BoxClient::message);
    }

    private static String message(byte[] body) throws IOException {
        JsonNode message = MAPPER.readTree(body).path("message");
        if (!message.isTextual()) {
            throw new IOException("no message in it");
        }
        return message.asText();
    }

    private BoxResponse poll(RealtimeServer server, String position, Duration timeout, boolean authorized)
            throws BoxApiException {
        HttpGet request = new HttpGet(server.pollUrl(position));
        if (authorized) {
            request.setHeader(new SecretHeader("Authorization", authorize()));
        }
        try {
            return execute(realtime, Operation.POLL, request, timeout, "whether a firewall is in the way");
        } catch (HttpCaller.TimeoutException e) {
            return null;
        }
    }

    /** The error that a message of the long poll is which Box does not document. */
    public BoxApiException unknownMessage(String message) {
        return new BoxApiException(
                Operation.POLL + " returned the unknown message '" + BoxResponse.oneLine(message, redaction) + "'", null);
    }

    private <T> T callApi(Operation operation, Supplier<HttpUriRequestBase> request, BodyReader<T> reader)
            throws BoxApiException {
        String authorization = authorize();
        BoxResponse response = executeApi(operation, request.get(), authorization);
        if (response.status() == 401) {
            // Once more: with another token if there is one; and Box has been seen to reject a good one.
            credentials.rejected(authorization);
            response = executeApi(operation, request.get(), authorize());
        }
        return read(operation, response, reader);
    }

    private BoxResponse executeApi(Operation operation, HttpUriRequestBase request, String authorization)
            throws BoxApiException {
        request.setHeader(new SecretHeader("Authorization", authorization));
        request.setHeader("Accept", "application/json");
        if (settings.asUser() != null) {
            request.setHeader("As-User", settings.asUser());
        }
        return execute(api, operation, request, settings.requestTimeout(), "the option baseUrl");
    }

    private String authorize() throws BoxApiException {
        try {
            String authorization = credentials.authorization(gate);
            redaction.addAuthorization(authorization);
            return authorization;
        } catch (BoxApiException e) {
            throw new BoxApiException.LoginException(e);
        }
    }

    private BoxResponse execute(HttpCaller caller, Operation operation, HttpUriRequestBase request, Duration bound,
            String suspect)
            throws BoxApiException {
        meter.accept(operation);
        return caller.execute(operation.toString(), request, bound, BoxResponse::of, redaction, suspect);
    }

    private <T> T read(Operation operation, BoxResponse response, BodyReader<T> reader) throws BoxApiException {
        if (!response.isSuccess()) {
            throw response.asError(operation, credentials.meaningOfRejection(), redaction);
        }
        try {
            return reader.read(response.body());
        } catch (IOException e) {
            throw response.asMalformed(operation, e, redaction);
        }
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** Ends the running calls with a {@link CancelledException}. For any thread. */
    public void cut() {
        api.cut();
        cutPoll();
    }

    /** Ends the open long poll with a {@link CancelledException}. For any thread. */
    public void cutPoll() {
        realtime.cut();
    }

    /** Releases the HTTP client and the credentials. For any thread; does not wait. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try (http) {
                credentials.close();
            }
        }
    }
}
