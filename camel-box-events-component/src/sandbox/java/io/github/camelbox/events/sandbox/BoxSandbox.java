// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.stubbing.StubMapping;

/**
 * A stand-in for the Box events API on this machine, built on WireMock: {@code OPTIONS /2.0/events}, a realtime server whose
 * long polls are really held until something happens, {@code GET /2.0/events}, {@code POST /oauth2/token}, and the files,
 * folders and users that the events tell of. It holds one account's events, can be told to misbehave, and records what it was
 * asked. Settings and faults can be changed at any time and apply to the requests that come in afterwards. Thread-safe.
 *
 * <pre>{@code
 * try (BoxSandbox box = new BoxSandbox().start()) {
 *     box.account().upload("Report.pdf");
 *     box.next(Call.EVENTS, Fault.rateLimited("1"));
 *     // point the client at box.baseUrl() with box.accessToken()
 * }
 * }</pre>
 */
public final class BoxSandbox implements AutoCloseable {

    private final EventLog log = new EventLog();
    private final FaultScript script = new FaultScript();
    private final RequestLog requests = new RequestLog();
    private final DisconnectDetector watch = new DisconnectDetector();
    private final AccountItems items = new AccountItems(log);
    private final SimulatedAccount account = new SimulatedAccount(log, items);
    private final TokenIssuer tokens = new TokenIssuer(this::tokenUrl);
    private final ItemsApi itemsApi = new ItemsApi(items, this::downloadAddress, randomHex(), tokens::enterpriseId);
    private final SandboxControl control = new SandboxControl(this);
    private final String channel = "sandbox-channel-" + randomHex();
    private final Object lifecycle = new Object();
    private volatile Settings settings = new Settings();
    private volatile SandboxServer server;
    private volatile int port;
    private String bindAddress = "127.0.0.1";
    private volatile String publicUrl;
    private List<StubMapping> addedStubs = List.of();

    /** A sandbox that is not started yet and will take any free port. */
    public BoxSandbox() {
        // all is set where it is declared
    }

    private static String randomHex() {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The port to listen on; 0, the default, for any free one. Only while not running. */
    public BoxSandbox port(int newPort) {
        synchronized (lifecycle) {
            requireStopped();
            port = newPort;
            return this;
        }
    }

    /** The address to listen on, by default the loopback address {@code 127.0.0.1}. Only while not running. */
    public BoxSandbox bindAddress(String address) {
        synchronized (lifecycle) {
            requireStopped();
            bindAddress = Objects.requireNonNull(address);
            return this;
        }
    }

    /**
     * How clients reach it, if not at {@code http://localhost:PORT}, as from other containers: {@code http://box.test:8090}.
     */
    public BoxSandbox publicUrl(String url) {
        publicUrl = url.replaceFirst("/+$", "");
        return this;
    }

    private void requireStopped() {
        if (server != null) {
            throw new IllegalStateException("The sandbox is running");
        }
    }

    /** Starts to listen, after a {@link #stop()} on the same port as before. Does nothing while running. */
    public BoxSandbox start() {
        synchronized (lifecycle) {
            if (server == null) {
                log.stopped(false);
                watch.hangUp(false);
                SandboxService service = new SandboxService(log, script, requests, watch, () -> settings, this::realtimeUrl,
                        channel, tokens, itemsApi, control);
                SandboxServer starting = new SandboxServer(bindAddress, port, service, watch);
                starting.add(addedStubs);
                starting.start();
                port = starting.wireMock().port();
                server = starting;
            }
            return this;
        }
    }

    /**
     * Stops to listen; held long polls lose their connection without an answer. Events, settings, faults, recorded requests
     * and added stubs are kept.
     */
    public void stop() {
        synchronized (lifecycle) {
            if (server != null) {
                SandboxServer stopping = server;
                server = null;
                addedStubs = stopping.added();
                watch.hangUp(true);
                log.stopped(true);
                stopping.stop();
            }
        }
    }

    /** The same as {@link #stop()}. */
    @Override
    public void close() {
        stop();
    }

    /** Whether it listens: from {@link #start()} until {@link #stop()}. */
    public boolean isRunning() {
        return server != null;
    }

    /** The API's address, {@code http://localhost:PORT/2.0}; known from the first {@link #start()} on. */
    public String baseUrl() {
        return address() + "/2.0";
    }

    /** Where an application logs in, {@code http://localhost:PORT/oauth2/token}; known from the first {@link #start()} on. */
    public String tokenUrl() {
        return address() + SandboxService.TOKEN_PATH;
    }

    /** The applications, users and keys that the token endpoint knows, and the tokens it has issued. */
    public TokenIssuer tokens() {
        return tokens;
    }

    /** Box too has downloads on another host than the API, where the access token is not for. */
    private String downloadAddress() {
        return address().replace("//localhost:", "//127.0.0.1:");
    }

    private String address() {
        if (publicUrl != null) {
            return publicUrl;
        } else if (port == 0) {
            throw new IllegalStateException("The port is known once the sandbox was started");
        }
        return "http://localhost:" + port;
    }

    /**
     * The token the API accepts besides those that {@link #tokens()} has issued; others get 401 with an empty body. By default
     * {@code sandbox-access-token}.
     */
    public String accessToken() {
        return settings.accessToken;
    }

    /** Changes the token the API accepts. */
    public BoxSandbox accessToken(String token) {
        settings.accessToken = Objects.requireNonNull(token);
        return this;
    }

    /** The secret in the realtime url, starting with {@code sandbox-channel-}; another one in every sandbox. */
    public String channel() {
        return channel;
    }

    /**
     * Values of the OPTIONS answer, sent as JSON texts or numbers as given; null leaves one out. By default
     * {@code "10"}, {@code "10"}, {@code 610}.
     *
     * @param ttl          minutes the url can be used
     * @param maxRetries   long polls the url can be used for; the sandbox does not enforce it
     * @param retryTimeout seconds a long poll is held, if {@link #holdFor(Duration)} is not set
     */
    public BoxSandbox realtimeServer(Object ttl, Object maxRetries, Object retryTimeout) {
        settings.realtime = new Settings.RealtimeServer(ttl, maxRetries, retryTimeout);
        return this;
    }

    Settings.RealtimeServer realtimeServer() {
        return settings.realtime;
    }

    /** The url the OPTIONS answer gives for long polls; null, the default, for the sandbox's own. */
    public BoxSandbox realtimeUrl(String url) {
        settings.realtimeUrl = url;
        return this;
    }

    private String realtimeUrl() {
        String set = settings.realtimeUrl;
        return set != null ? set : address() + SandboxService.REALTIME_PATH + "?channel=" + channel + "&stream_type=all";
    }

    /** Whether a long poll without an access token is answered 401. Default false. */
    public BoxSandbox realtimeNeedsToken(boolean needed) {
        settings.realtimeNeedsToken = needed;
        return this;
    }

    /** How long a long poll is held before it is answered {@code reconnect}; null, the default, for retry_timeout. */
    public BoxSandbox holdFor(Duration duration) {
        settings.holdFor = duration;
        return this;
    }

    /** Whether {@code next_stream_position} is sent as a JSON text instead of a number. Default false. */
    public BoxSandbox positionsAsText(boolean text) {
        settings.positionsAsText = text;
        return this;
    }

    /**
     * Lets every page start this many events before the asked position, in addition to what it holds anyway; the next
     * position is as without overlap. Default 0.
     */
    public BoxSandbox overlap(int events) {
        settings.overlap = atLeast(0, events);
        return this;
    }

    /** Serves at most this many new events a page, whatever {@code limit} asks. By default no limit. */
    public BoxSandbox pageLimit(int events) {
        settings.pageLimit = atLeast(1, events);
        return this;
    }

    /** Whether the first event of each page occurs once more at its end. Default false. */
    public BoxSandbox repeatWithinPage(boolean repeat) {
        settings.repeatWithinPage = repeat;
        return this;
    }

    /** Lets every request wait for this long before it is served. Default 0. */
    public BoxSandbox latency(Duration duration) {
        settings.latency = Objects.requireNonNull(duration);
        return this;
    }

    /**
     * Answers 429 to more than so many API calls a minute ({@link Call#OPTIONS}, {@link Call#EVENTS}, {@link Call#ITEMS},
     * {@link Call#CONTENT}), with the seconds until the minute has passed in {@code Retry-After}. 0, the default, for no limit.
     */
    public BoxSandbox rateLimit(int callsPerMinute) {
        settings.rateLimit = atLeast(0, callsPerMinute) == 0 ? null : new RateLimit(callsPerMinute);
        return this;
    }

    private static int atLeast(int least, int value) {
        if (value < least) {
            throw new IllegalArgumentException("Must be at least " + least + ": " + value);
        }
        return value;
    }

    /** The account the events belong to. */
    public SimulatedAccount account() {
        return account;
    }

    /** Appends an event as it is (it is not checked) and wakes the long polls. Returns the position after it. */
    public String publish(String eventJson) {
        byte[] event = Utf8Text.encode(eventJson);
        return EventLog.positionAfter(log.append(1, index -> (out, i) -> out.append(event)));
    }

    /** Appends this many realistic mixed events, a second apart up to now. They take hardly any memory. */
    public void backlog(int count) {
        log.append(atLeast(0, count), first -> MixedEvents.past(first, count));
    }

    /**
     * Begins with the events in this file, one a line, and keeps there what happens from now on, so that positions stay good
     * in the next process. Of its items, the account remembers nothing. Before the first event, and until {@link #reset()},
     * which leaves the file as it is.
     */
    public BoxSandbox eventFile(Path file) {
        log.keepIn(new EventFile(file));
        return this;
    }

    /** How many events there are. */
    public long eventCount() {
        return log.size();
    }

    /** The latest position. */
    public String position() {
        return EventLog.positionAfter(log.size());
    }

    /** The position after the n-th event; 0 for the one before the first. */
    public String positionAfter(long n) {
        return EventLog.positionAfter(n);
    }

    /** Queues answers for the next requests of this kind: each is used once, in order, then normal service resumes. */
    public BoxSandbox next(Call call, Fault... answers) {
        script.add(call, List.of(answers));
        return this;
    }

    /** Answers every request of this kind so, once the queued answers are used up, until {@link #clearFaults()}. */
    public BoxSandbox always(Call call, Fault answer) {
        script.always(call, answer);
        return this;
    }

    /** Answers the long polls that are held right now so, and no later ones; does nothing if none is held. */
    public BoxSandbox answerLongPolls(Fault answer) {
        script.answerHeld(answer);
        log.release();
        return this;
    }

    /** The answers that wait for requests of this kind, in words; empty if there are none. */
    String pendingFaults(Call call) {
        return script.pending(call);
    }

    /** The JSON of the events from one index of the log up to, but not including, another. */
    List<String> events(long from, long to) {
        List<EventSource> sources = log.read(from, to);
        return IntStream.range(0, sources.size()).mapToObj(i -> {
            Utf8Text event = new Utf8Text(2048);
            sources.get(i).appendTo(event, from + i);
            return event.toString();
        }).toList();
    }

    /** Forgets all answers set by {@link #next} and {@link #always}. */
    public BoxSandbox clearFaults() {
        script.clear();
        return this;
    }

    /** What was asked so far, oldest first; only the last 100,000 requests. */
    public List<SandboxRequest> requests() {
        return requests.all();
    }

    /** The requests of one kind so far, oldest first. */
    public List<SandboxRequest> requests(Call call) {
        return requests.all().stream().filter(request -> request.call() == call).toList();
    }

    /** How many requests of this kind came in so far. */
    public long count(Call call) {
        return requests.count(call);
    }

    /** How many long polls are held right now. A caller that hung up is noticed within about 0.1 s. */
    public int openLongPolls() {
        return log.held();
    }

    /**
     * Sets events, faults, recorded requests, settings and added stubs back to the start. The server keeps running, on the
     * same port; held long polls are answered {@code reconnect}.
     */
    public void reset() {
        synchronized (lifecycle) {
            settings = new Settings();
            script.clear();
            requests.clear();
            items.clear();
            tokens.clear();
            addedStubs = List.of();
            if (server != null) {
                server.resetStubs();
            }
            log.clear();
        }
    }

    /** The server, for further stubs; they win over the sandbox's own. Throws IllegalStateException while not running. */
    public WireMockServer wireMock() {
        SandboxServer running = server;
        if (running == null) {
            throw new IllegalStateException("The sandbox is not running");
        }
        return running.wireMock();
    }
}
