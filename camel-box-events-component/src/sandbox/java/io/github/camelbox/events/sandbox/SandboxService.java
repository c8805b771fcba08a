// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
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
    static final String ITEMS_PATHS = "/2\\.0/(files|folders|users)(/.*)?";

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

    SandboxService(EventLog log, FaultScript script, RequestLog requests, DisconnectDetector watch, Supplier<Settings> settings,
            Supplier<String> realtimeUrl, String channel, TokenIssuer tokens, ItemsApi items) {
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
        BooleanSupplier callerGone = watch.caller();
        if (callerGone.getAsBoolean()) {
            // It was cut off before the server came to it, perhaps in an earlier test: no fault is for it.
            return Answers.none();
        }
        SandboxRequest request = toRequest(serveEvent.getRequest());
        requests.add(request);
        try {
            Fault fault = script.take(request.call());
            return fault == null ? normal(request, true, callerGone) : faulty(fault, request, callerGone);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answers.none();
        }
    }

    private Response faulty(Fault fault, SandboxRequest request, BooleanSupplier callerGone) throws InterruptedException {
        if (!fault.delay().isZero()) {
            EventLog.Wake wake = log.pause(fault.delay(), callerGone);
            if (wake == EventLog.Wake.STOPPED || wake == EventLog.Wake.CALLER_GONE) {
                return Answers.none();
            }
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
        } else if (!("Bearer " + now.accessToken).equals(request.header("authorization"))
                && !tokens.isGood(request.header("authorization"))) {
            return Answers.unauthorized();
        } else if (request.call() == Call.OPTIONS) {
            return Answers.json(200, realtimeServer(now.realtime));
        } else if (request.call() != Call.EVENTS) {
            return items.answer(request);
        }
        return pages.answer(request, now);
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
        if (!channel.equals(request.query("channel"))) {
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

    private static SandboxRequest toRequest(LoggedRequest request) {
        String[] url = request.getUrl().split("\\?", 2);
        Call call = call(request.getMethod().getName(), url[0]);
        Map<String, String> headers = new HashMap<>();
        for (HttpHeader header : request.getHeaders().all()) {
            String values = String.join(", ", header.values());
            headers.merge(header.key().toLowerCase(Locale.ROOT), values, (a, b) -> a + ", " + b);
        }
        Map<String, String> form = call == Call.TOKEN ? query(request.getBodyAsString()) : Map.of();
        return new SandboxRequest(call, url[0], url.length == 1 ? Map.of() : query(url[1]), headers, form, Instant.now());
    }

    private static Call call(String method, String path) {
        return switch (path) {
            case REALTIME_PATH -> Call.LONG_POLL;
            case TOKEN_PATH -> Call.TOKEN;
            case EVENTS_PATH -> "OPTIONS".equals(method) ? Call.OPTIONS : Call.EVENTS;
            default -> path.startsWith(ItemsApi.DOWNLOAD_PATH) ? Call.DOWNLOAD
                    : path.endsWith("/content") ? Call.CONTENT : Call.ITEMS;
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

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
