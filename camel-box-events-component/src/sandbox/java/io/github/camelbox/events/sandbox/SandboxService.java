// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import com.github.tomakehurst.wiremock.extension.ResponseTransformerV2;
import com.github.tomakehurst.wiremock.http.HttpHeader;
import com.github.tomakehurst.wiremock.http.Response;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;

/** What the sandbox answers: the part of WireMock's work that is not WireMock's. Thread-safe. */
final class SandboxService implements ResponseTransformerV2 {

    static final String NAME = "box-sandbox";
    static final String EVENTS_PATH = "/2.0/events";
    static final String REALTIME_PATH = "/realtime/subscribe";
    static final String TOKEN_PATH = "/oauth2/token";
    static final String ITEMS_PATHS = "/(api/)?2\\.0/(files|folders|users)(/.*)?";

    private final EventLog log;
    private final FaultScript script;
    private final RequestLog requests;
    private final DisconnectDetector watch;
    private final Supplier<Settings> settings;
    private final Supplier<String> realtimeUrl;
    private final String channel;
    private final TokenIssuer tokens;
    private final EventPages pages;
    private final ItemsApi items;
    private final SandboxControl control;

    SandboxService(EventLog log, FaultScript script, RequestLog requests, DisconnectDetector watch, Supplier<Settings> settings,
            Supplier<String> realtimeUrl, String channel, TokenIssuer tokens, ItemsApi items, SandboxControl control) {
        this.log = log;
        this.script = script;
        this.requests = requests;
        this.watch = watch;
        this.settings = settings;
        this.realtimeUrl = realtimeUrl;
        this.channel = channel;
        this.tokens = tokens;
        this.pages = new EventPages(log);
        this.items = items;
        this.control = control;
    }

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public boolean applyGlobally() {
        return false;
    }

    @Override
    public Response transform(Response response, ServeEvent serveEvent) {
        int clearings = script.clearings();
        BooleanSupplier callerGone = watch.caller();
        if (callerGone.getAsBoolean()) {
            // It was cut off before the server came to it, perhaps in an earlier test: no fault is for it.
            return Answers.none();
        }
        String[] url = serveEvent.getRequest().getUrl().split("\\?", 2);
        Map<String, String> query = url.length == 1 || url[1].isEmpty() ? Map.of() : query(url[1]);
        if (url[0].equals("/") || url[0].startsWith(SandboxControl.PATH)) {
            return control(serveEvent.getRequest(), url[0], query);
        }
        SandboxRequest request = toRequest(serveEvent.getRequest(), url[0], query);
        requests.add(request);
        try {
            Duration latency = settings.get().latency;
            if (!latency.isZero() && isCut(log.pause(latency, callerGone))) {
                return Answers.none();
            }
            Fault fault = script.take(request.call(), clearings);
            return fault == null ? normal(request, true, callerGone) : faulty(fault, request, callerGone);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answers.none();
        }
    }

    private static boolean isCut(EventLog.Wake wake) {
        return wake == EventLog.Wake.STOPPED || wake == EventLog.Wake.CALLER_GONE;
    }

    private Response faulty(Fault fault, SandboxRequest request, BooleanSupplier callerGone) throws InterruptedException {
        if (!fault.delay().isZero() && isCut(log.pause(fault.delay(), callerGone))) {
            return Answers.none();
        }
        return switch (fault.kind()) {
            case NORMAL -> {
                Response answer = normal(request, true, callerGone);
                yield fault.drip().isZero() ? answer : Answers.dripping(answer, fault.drip());
            }
            case TRUNCATED -> Answers.truncated(normal(request, false, callerGone));
            case ANSWER -> {
                Response answer = Answers.scripted(fault);
                yield request.call() == Call.LONG_POLL ? Answers.closing(answer) : answer;
            }
            case RESET -> Answers.broken(com.github.tomakehurst.wiremock.http.Fault.CONNECTION_RESET_BY_PEER);
            case CLOSED -> Answers.none();
            case GARBAGE -> Answers.broken(com.github.tomakehurst.wiremock.http.Fault.MALFORMED_RESPONSE_CHUNK);
        };
    }

    private Response normal(SandboxRequest request, boolean hold, BooleanSupplier callerGone) throws InterruptedException {
        Settings now = settings.get();
        if (request.call() == Call.LONG_POLL) {
            return hold ? longPoll(request, now, callerGone) : Answers.longPoll("new_change");
        } else if (request.call() == Call.TOKEN) {
            return tokens.answer(request.form());
        } else if (request.call() == Call.DOWNLOAD) {
            return items.download(request);
        } else if (!isAuthorized(request, now)) {
            return Answers.unauthorized();
        }
        long over = now.rateLimit == null ? 0 : now.rateLimit.take();
        if (over > 0) {
            return Answers.scripted(Fault.rateLimited(Long.toString(over)));
        } else if (request.call() == Call.OPTIONS) {
            return Answers.json(200, realtimeServer(now.realtime));
        } else if (request.call() != Call.EVENTS) {
            return items.answer(request);
        }
        return pages.answer(request, now);
    }

    private boolean isAuthorized(SandboxRequest request, Settings now) {
        String authorization = request.header("authorization");
        return ("Bearer " + now.accessToken).equals(authorization) || tokens.isGood(authorization);
    }

    private String realtimeServer(Settings.RealtimeServer server) {
        StringJoiner entry = new StringJoiner(",", "{\"chunk_size\":1,\"entries\":[{", "}]}");
        entry.add("\"type\":\"realtime_server\"").add("\"url\":" + JsonText.of(realtimeUrl.get()));
        addIfSet(entry, "ttl", server.ttl());
        addIfSet(entry, "max_retries", server.maxRetries());
        addIfSet(entry, "retry_timeout", server.retryTimeout());
        return entry.toString();
    }

    private static void addIfSet(StringJoiner entry, String name, Object value) {
        if (value != null) {
            entry.add('"' + name + "\":" + JsonText.of(value));
        }
    }

    private Response longPoll(SandboxRequest request, Settings now, BooleanSupplier callerGone) throws InterruptedException {
        if (now.realtimeNeedsToken && !isAuthorized(request, now)) {
            return Answers.closing(Answers.unauthorized());
        } else if (!channel.equals(request.query("channel"))) {
            return Answers.closing(Answers.notFound());
        }
        String position = request.query().getOrDefault("stream_position", "now");
        boolean fromNow = "now".equals(position);
        long index = "0".equals(position) ? 0 : log.indexOf(position);
        if (index < 0 && !fromNow) {
            return Answers.closing(Answers.badRequest("Invalid stream position"));
        }
        return switch (log.awaitEvent(index, now.hold(), callerGone)) {
            case NEWER -> Answers.longPoll("new_change");
            case TIME_UP -> Answers.longPoll("reconnect");
            case RELEASED -> {
                Fault answer = script.held();
                yield answer == null ? Answers.longPoll("reconnect") : faulty(answer, request, callerGone);
            }
            case STOPPED, CALLER_GONE -> Answers.none();
        };
    }

    private Response control(LoggedRequest request, String path, Map<String, String> query) {
        String type = request.getHeader("Content-Type");
        boolean form = type != null && type.startsWith("application/x-www-form-urlencoded");
        return control.answer(request.getMethod().getName(), path, query,
                form && request.getBody().length > 0 ? query(request.getBodyAsString()) : Map.of(), request.getBody());
    }

    private static SandboxRequest toRequest(LoggedRequest request, String path, Map<String, String> query) {
        String method = request.getMethod().getName();
        Call call = call(method, path);
        Map<String, String> headers = new HashMap<>();
        for (HttpHeader header : request.getHeaders().all()) {
            String values = String.join(", ", header.values());
            headers.merge(header.key().toLowerCase(Locale.ROOT), values, (a, b) -> a + ", " + b);
        }
        Map<String, String> form = call == Call.TOKEN ? query(request.getBodyAsString()) : parts(request);
        return new SandboxRequest(call, method, path, query, headers, form, Instant.now());
    }

    /** Of an upload; each byte is a character. */
    private static Map<String, String> parts(LoggedRequest request) {
        Map<String, String> parts = new HashMap<>();
        if (request.getParts() != null) {
            request.getParts().forEach(
                    part -> parts.put(part.getName(), new String(part.getBody().asBytes(), StandardCharsets.ISO_8859_1)));
        }
        return parts;
    }

    private static Call call(String method, String path) {
        return switch (path) {
            case REALTIME_PATH -> Call.LONG_POLL;
            case TOKEN_PATH -> Call.TOKEN;
            case EVENTS_PATH -> "OPTIONS".equals(method) ? Call.OPTIONS : Call.EVENTS;
            default -> path.startsWith(ItemsApi.DOWNLOAD_PATH) ? Call.DOWNLOAD
                    : path.endsWith("/content") && "GET".equals(method) ? Call.CONTENT : Call.ITEMS;
        };
    }

    private static Map<String, String> query(String text) {
        Map<String, String> query = new HashMap<>();
        for (String parameter : text.split("&")) {
            String[] pair = parameter.split("=", 2);
            String value = pair.length == 1 ? "" : decode(pair[1]);
            query.merge(decode(pair[0]), value, (a, b) -> a + "," + b);
        }
        return query;
    }

    static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
