// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.github.camelbox.events.LogCapture.Line;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.apache.camel.Processor;
import org.apache.camel.util.URISupport;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where the token and the channel of the long poll must not turn up, whatever goes wrong and however much is logged.
 * <p/>
 * HttpClient has three loggers that print them, all at DEBUG, and no other:
 * <ul>
 * <li>{@code org.apache.hc.client5.http.wire}: every byte that is sent or received, so the token and the channel;</li>
 * <li>{@code org.apache.hc.client5.http.headers}: request lines, so the channel, and headers, but the token's is masked;</li>
 * <li>{@code org.apache.hc.client5.http.impl.classic.MainClientExec}: the URI of each request, so the channel.</li>
 * </ul>
 */
class SecretsTest extends BoxEventsTestSupport {

    private static final String WIRE = "org.apache.hc.client5.http.wire";
    private static final String HEADERS = "org.apache.hc.client5.http.headers";
    private static final String EXEC = "org.apache.hc.client5.http.impl.classic.MainClientExec";
    private static final String TOKEN = "tOkEn0123456789AbCdEfGhIjKlMnOpQ";

    @TempDir
    Path directory;
    private Path positionFile;
    private LogCapture log;

    @BeforeEach
    void captureTheLog() {
        positionFile = directory.resolve("box.position");
        box.accessToken(TOKEN);
        component.getConfiguration().setAccessToken(null);
        component.getConfiguration().setRetryMaxDelay(50);
        component.getConfiguration().setPositionFile(positionFile.toString());
        log = LogCapture.everything();
    }

    @AfterEach
    void closeTheLog() {
        log.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void onlyThreeLoggersOfHttpClientPrintSecrets(boolean wholeHeader) throws Exception {
        if (wholeHeader) {
            component.getConfiguration().setAuthorizationToken("Bearer " + TOKEN);
        } else {
            component.getConfiguration().setAccessToken(TOKEN);
        }
        route("box-events:all?realtimeAuth=always", failingAtFirst());
        goThroughFaults();
        context.stop();

        assertThat(loggersThatPrint(this::holdsToken)).containsOnly(WIRE);
        assertThat(loggersThatPrint(this::holdsChannel)).containsOnly(WIRE, HEADERS, EXEC);
        assertThat(log.lines()).filteredOn(line -> line.logger().equals(HEADERS)).extracting(Line::text)
                .anyMatch(text -> text.endsWith(">> Authorization: xxxxxx"));
    }

    @Test
    void withHttpClientAtInfoNothingPrintsSecrets() throws Exception {
        log.setLevel("org.apache.hc.client5.http", Level.INFO);
        component.getConfiguration().setAccessToken(TOKEN);
        route("box-events:all?realtimeAuth=always", failingAtFirst());
        goThroughFaults();
        context.stop();

        assertThat(loggersThatPrint(text -> holdsToken(text) || holdsChannel(text))).isEmpty();
    }

    @Test
    void aTokenInTheUriIsPrintedByCamelAtTraceOnly() throws Exception {
        log.setLevel("org.apache.hc.client5.http", Level.INFO);
        route("box-events:all?accessToken=" + TOKEN, failingAtFirst());
        goThroughFaults();
        context.stop();

        assertThat(log.lines()).filteredOn(line -> holdsToken(whole(line)))
                .allMatch(line -> line.level() == Level.TRACE && line.logger().startsWith("org.apache.camel."));
    }

    @ParameterizedTest
    @ValueSource(strings = { "accessToken=" + TOKEN, "authorizationToken=RAW(Bearer " + TOKEN + ")" })
    void noViewOfARunningRouteHoldsASecret(String option) throws Exception {
        route("box-events:all?" + option, failingAtFirst());
        goThroughFaults();

        List<String> views = new ArrayList<>(managementAttributes());
        assertThat(views).anyMatch(text -> text.contains("StreamState = waiting"));
        views.add(consumer().toString());
        views.add(consumer().getEndpoint().toString());
        views.add(consumer().getEndpoint().createPollingConsumer().toString());
        views.add(context.getRoute("box").toString());
        views.add(Files.readString(positionFile));
        Thread.getAllStackTraces().keySet().forEach(thread -> views.add(thread.getName()));

        assertThat(views).noneMatch(this::holdsToken).noneMatch(this::holdsChannel);
    }

    static Stream<String> secretOptions() throws Exception {
        return GeneratedMetadata.read().endpointOptions().entrySet().stream()
                .filter(option -> option.getValue().path("secret").asBoolean()).map(Map.Entry::getKey);
    }

    @ParameterizedTest
    @MethodSource("secretOptions")
    void camelMasksTheValueOfEverySecretOption(String option) {
        assertThat(URISupport.sanitizeUri("box-events:all?limit=5&" + option + "=" + TOKEN + "&asUser=7"))
                .doesNotContain(TOKEN);
        assertThat(URISupport.sanitizeUri("box-events:all?" + option + "=RAW(Bearer " + TOKEN + ")")).doesNotContain(TOKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = { WIRE, HEADERS, EXEC })
    void aLoggerThatPrintsSecretsIsWarnedOfAtTheStart(String logger) throws Exception {
        log.setLevel("org.apache.hc.client5.http", Level.INFO).setLevel(logger, Level.DEBUG);
        component.getConfiguration().setAccessToken(TOKEN);
        route("box-events:all", receive());
        context.start();

        assertThat(log.ofComponent(Level.WARN)).singleElement().asString().contains("[" + logger + "] to INFO");
    }

    @Test
    void withHttpClientAtInfoThereIsNothingToWarnOf() throws Exception {
        log.setLevel("org.apache.hc.client5.http", Level.INFO);
        component.getConfiguration().setAccessToken(TOKEN);
        route("box-events:all", receive());
        context.start();

        assertThat(log.ofComponent(Level.WARN)).isEmpty();
    }

    /** Starts the route and lets it meet all that Box, and who is in between, may do to bring a secret to light. */
    private void goThroughFaults() throws Exception {
        String url = "http://localhost/subscribe?channel=" + box.channel();
        String untrusted = "http://example.com/subscribe?channel=" + box.channel();
        // Of each of the secrets, in one of them, the beginning is at the end of an excerpt.
        String echo = "<html><body>" + "-".repeat(100) + TOKEN + " " + url + "</body></html>";
        String otherEcho = "<html><body>" + "-".repeat(60) + url + " " + TOKEN + "</body></html>";
        box.next(Call.EVENTS, Fault.unauthorized(), Fault.unauthorized(), Fault.boxError(403, "no", "not with " + TOKEN),
                Fault.status(500, echo), Fault.body("text/html", echo), Fault.status(500, otherEcho), Fault.reset(),
                Fault.garbage());
        box.next(Call.OPTIONS, Fault.body("application/json", "{\"entries\":[{\"url\":\"" + untrusted + "\"}]}"),
                Fault.body("application/json", "{\"entries\":[{\"url\":\"" + url), Fault.body("text/html", otherEcho),
                Fault.status(502, otherEcho), Fault.status(401, echo), Fault.status(401, echo), Fault.reset());
        box.next(Call.LONG_POLL, Fault.status(404, echo), Fault.status(404, otherEcho), Fault.message("moved to " + url),
                Fault.body("application/json", "{\"message\":7,\"was\":\"" + url + "\"}"), Fault.reset());
        context.start();
        awaitWaiting();
        box.account().upload("fails-at-first.txt");
        await().until(() -> received.size() == 1);
        awaitWaiting();
        context.getRouteController().suspendRoute("box");
        context.getRouteController().resumeRoute("box");
        awaitWaiting();
    }

    private Processor failingAtFirst() {
        AtomicInteger count = new AtomicInteger();
        return exchange -> {
            if (count.incrementAndGet() == 1) {
                throw new IllegalStateException("once");
            }
            receive().process(exchange);
        };
    }

    private static List<String> managementAttributes() throws Exception {
        List<String> attributes = new ArrayList<>();
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        for (ObjectName name : server.queryNames(new ObjectName("org.apache.camel:*"), null)) {
            for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
                attributes.add(name + ": " + attribute.getName() + " = " + server.getAttribute(name, attribute.getName()));
            }
        }
        return attributes;
    }

    private Set<String> loggersThatPrint(Predicate<String> secret) {
        return log.lines().stream().filter(line -> secret.test(whole(line))).map(Line::logger).collect(Collectors.toSet());
    }

    /** The line with the messages of its exception and of all its causes. */
    private static String whole(Line line) {
        StringWriter text = new StringWriter().append(line.text());
        if (line.thrown() != null) {
            line.thrown().printStackTrace(new PrintWriter(text));
        }
        return text.toString();
    }

    // The beginning of one is too much already.
    private boolean holdsToken(String text) {
        return text.contains(TOKEN.substring(0, 8));
    }

    private boolean holdsChannel(String text) {
        return text.contains(box.channel().substring(0, 12));
    }
}
