// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

import io.github.camelbox.events.auth.AccessTokenProvider;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import org.apache.camel.ServiceStatus;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** What operators read when something is wrong: one line that says what, where, and what to do. */
class ErrorMessagesTest extends BoxEventsTestSupport {

    private static final String TOKEN = "tOkEn-0123456789";

    @TempDir
    Path directory;
    private LogCapture log;
    private Path positionFile;

    @BeforeEach
    void captureTheLog() {
        log = LogCapture.at(Level.INFO);
        positionFile = directory.resolve("box.position");
        box.accessToken(TOKEN);
        component.getConfiguration().setAccessToken(TOKEN);
        component.getConfiguration().setPositionFile(positionFile.toString());
    }

    @AfterEach
    void noTokenInTheLog() {
        log.close();
        assertThat(log.lines()).noneMatch(line -> line.text().contains(TOKEN));
    }

    static Stream<Arguments> wrongOptions() {
        return Stream.of(
                arguments("all?limit=501", "the option limit is 501: set it to 1 to 500"),
                arguments("all?limit=many", "the option limit is 'many': set it to a whole number"),
                arguments("all?pollInterval=-1",
                        "the option pollInterval is negative: set it to a duration such as 5s, or leave it out"),
                arguments("all?retryMaxDelay=5", "the option retryMaxDelay is 5 ms, which is below retryInitialDelay: set it"),
                arguments("all?retryMaxDelay=soon", "the option retryMaxDelay is 'soon': set it to a duration, such as 5s"),
                arguments("all?retryMultiplier=fast", "the option retryMultiplier is 'fast': set it to a number"),
                arguments("all?retryInitalDelay=5", "Check the uri if the parameters are spelt correctly"),
                arguments("all?onFailure=foo", "the option onFailure is 'foo': use one of [retry, skip, stop]"),
                arguments("all?realtimeAuth=maybe", "the option realtimeAuth is 'maybe': use one of [auto, never, always]"),
                arguments("everything",
                        "Unknown stream type 'everything': use one of [all, changes, sync, admin_logs_streaming, admin_logs]"),
                arguments("all?accessToken=" + TOKEN + "&authorizationToken=" + TOKEN,
                        "two login methods, accessToken and authorizationToken: set one of them"),
                arguments("all?accessToken=", "the option accessToken is empty: set it, or leave it out"),
                arguments("all?accessToken=RAW(${BOX_TOKEN})",
                        "the option accessToken still has the placeholder of a variable or property that is not set"),
                arguments("all?positionFile=RAW(${DATA_DIR}/box.position)",
                        "the option positionFile still has the placeholder of a variable or property that is not set"),
                arguments("all?positionFile=", "the option positionFile is empty: set it to the path of a file"),
                arguments("all?positionRepository=#nowhere", "positionRepository=#nowhere"),
                arguments("all?http.foo=bar",
                        "unknown option http.foo: what follows http. must be an option of the camel-http component"),
                arguments("all?baseUrl=nonsense", "the option baseUrl is not a URL like https://api.box.com/2.0"),
                arguments("all?baseUrl=ftp://box.com/2.0", "the option baseUrl is not a URL like https://api.box.com/2.0"),
                arguments("all?baseUrl=http://a b", "the option baseUrl is not a URL like https://api.box.com/2.0"));
    }

    @ParameterizedTest
    @MethodSource("wrongOptions")
    void aWrongOptionFailsTheStartWithItsNameAndTheFix(String uri, String text) {
        Exception failure = startFailure("box-events:" + uri);

        // The outermost message is the one that Camel's own reports of a failed start show.
        assertThat(failure).hasMessageContaining(text).hasMessageContaining("box-events://" + uri.split("\\?")[0]);
        assertOneLineWithoutToken(failure);
        assertThat(box.requests()).isEmpty();
    }

    static Stream<Arguments> pagesThatBlock() {
        return Stream.of(
                arguments("{\"entries\":[\"" + "x".repeat(33 << 20) + "\"]}",
                        "larger than 32 MiB: if it is a page of large events, set the option limit to fewer"),
                arguments("{\"entries\":[{\"event_id\":\"a\"},{\"event_id\":}],\"next_stream_position\":1}",
                        "If that lasts, set the option limit to fewer: the events before the broken one then arrive"),
                arguments("{\"entries\":[],\"next_stream_position\":NaN}",
                        "next_stream_position is neither a whole number nor a string"));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("pagesThatBlock")
    void aPageThatCannotBeReadIsSaidAndCountsForMaxRetries(String page, String text) throws Exception {
        box.always(Call.EVENTS, Fault.page(page));
        route("box-events:all?streamPosition=0&maxRetries=1", receive());
        context.start();

        await().until(() -> context.getRouteController().getRouteStatus("box") == ServiceStatus.Stopped);
        assertThat(log.ofComponent(Level.WARN)).last().asString().contains(text, "2 consecutive failures");
        assertThat(box.count(Call.EVENTS)).isEqualTo(2);
    }

    @Test
    void withoutATokenTheStartFailsNamingTheOptions() {
        component.getConfiguration().setAccessToken(null);

        assertThat(startFailure("box-events:all"))
                .hasMessageContaining("no login method: set the option accessToken (or authorizationToken)");
    }

    @Test
    void aPositionFileWithOtherContentFailsTheStartNamingTheFile() throws Exception {
        Files.write(positionFile, new byte[] { 0, 1, 2, (byte) 0xff, '{' });

        assertThat(startFailure("box-events:all"))
                .hasMessageContaining("The position file " + positionFile + " is unreadable: ")
                .hasMessageEndingWith("Restore it, or remove it, then the option streamPosition applies");
    }

    @Test
    void aPositionFileOfAnotherEndpointFailsTheStartNamingBoth() throws Exception {
        Files.writeString(positionFile, "{\"key\":\"box-events/changes\",\"position\":\"5\"}\n");

        assertThat(startFailure("box-events:all")).hasMessageContaining("The position file " + positionFile
                + " belongs to 'box-events/changes', not to '" + positionKey("all")
                + "': give each consumer a positionFile of its own");
    }

    private Exception startFailure(String uri) {
        Exception failure = catchException(() -> {
            route(uri, receive());
            context.start();
        });
        assertThat(failure).isNotNull();
        return failure;
    }

    private static void assertOneLineWithoutToken(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            assertThat(cause.getMessage()).doesNotContain(TOKEN, "\n");
        }
    }

    @Test
    void aRejectedTokenIsReportedOnce() throws Exception {
        box.accessToken("another");
        start();
        await().until(() -> box.count(Call.EVENTS) >= 10);
        box.accessToken(TOKEN);

        assertOneWarningThenWorking("GET /events failed with 401 Unauthorized (", "invalid_token",
                "the access token is wrong, has expired or was revoked",
                "Check the option that it comes from, such as accessToken");
    }

    @Test
    void aRejectedTokenOfABeanIsReportedOnce() throws Exception {
        component.getConfiguration().setAccessToken(null);
        component.getConfiguration().setAccessTokenProvider(new AccessTokenProvider() {
            @Override
            public String getAccessToken() {
                return TOKEN;
            }

            @Override
            public void invalidate(String token) {
                // There is no other.
            }
        });
        box.accessToken("another");
        start();
        await().until(() -> box.count(Call.EVENTS) >= 10);
        box.accessToken(TOKEN);

        assertOneWarningThenWorking("GET /events failed with 401 Unauthorized (",
                "the token of the accessTokenProvider is wrong, has expired or was revoked");
    }

    @Test
    void anErrorPageIsReportedOnce() throws Exception {
        String page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
                + "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";
        box.always(Call.OPTIONS, Fault.status(502, page));
        start();
        await().until(() -> box.count(Call.OPTIONS) >= 5);
        box.clearFaults();

        assertOneWarningThenWorking("OPTIONS /events failed with 502 Bad Gateway (",
                "text/html, beginning with '<html> <head><title>502 Bad Gateway</title></head>");
    }

    @Test
    void aRefusedConnectionIsReportedOnce() throws Exception {
        box.stop();
        start();
        // The log at DEBUG counts the failures: there is no server to do so.
        try (LogCapture debug = LogCapture.at(Level.DEBUG)) {
            await().until(() -> debug.ofComponent(Level.DEBUG).stream().filter(text -> text.contains("Failure ")).count() >= 5);
        }
        box.start();

        assertOneWarningThenWorking("GET /events failed", box.baseUrl().replace("/2.0", ""), "Connection refused",
                "Check the option baseUrl, and whether a proxy is needed");
    }

    @Test
    void anUntrustedRealTimeServerIsReportedOnceWithoutItsChannel() throws Exception {
        box.realtimeUrl("https://example.com/subscribe?channel=geheim");
        start();
        await().until(() -> box.count(Call.OPTIONS) >= 5);
        box.realtimeUrl(null);

        assertOneWarningThenWorking("OPTIONS /events returned 200 with something unexpected (",
                "the host example.com, which is not trusted",
                "if it is Box's, add it to the option realtimeHosts");
        assertThat(log.lines()).noneMatch(line -> line.text().contains("geheim"));
    }

    @Test
    void aRealTimeServerBehindAFirewallIsReportedAndNotTakenForAQuietOne() throws Exception {
        Deque<Socket> connections = new ArrayDeque<>();
        try (ServerSocket silent = silentServer(connections)) {
            box.realtimeUrl("http://127.0.0.1:" + silent.getLocalPort() + "/subscribe?channel=geheim");
            component.getConfiguration().setRealtimeHosts("127.0.0.1");
            // The time to connect stays at its default, which is as long as an idle connection lives behind some proxies.
            start();
            await().until(() -> box.count(Call.OPTIONS) >= 2);
        } finally {
            for (Socket connection : connections) {
                connection.close();
            }
        }
        box.realtimeUrl(null);
        awaitWaiting();
        box.account().upload("ends-the-poll.txt");

        assertOneWarningThenWorking("the long poll failed: ConnectTimeoutException", "127.0.0.1",
                "Check whether a firewall is in the way, and whether a proxy is needed");
        assertThat(log.lines()).noneMatch(line -> line.text().contains("geheim"));
    }

    /** A server that takes no more connections, and says nothing, for its queue is full. */
    private static ServerSocket silentServer(Deque<Socket> connections) throws IOException {
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        while (true) {
            Socket connection = new Socket();
            connections.add(connection);
            try {
                connection.connect(new InetSocketAddress("127.0.0.1", server.getLocalPort()), 300);
            } catch (SocketTimeoutException e) {
                return server;
            }
        }
    }

    @Test
    void aPositionFileThatIsSpoiledMeanwhileIsNeitherReadNorReportedAtAResume() throws Exception {
        start();
        awaitWaiting();
        context.getRouteController().suspendRoute("box");
        Files.writeString(positionFile, "nonsense");
        String meanwhile = box.account().upload("meanwhile.txt");
        context.getRouteController().resumeRoute("box");

        awaitReceived(meanwhile);
        awaitWaiting();
        assertThat(received).containsExactly(meanwhile);
        assertThat(storedPosition(positionFile)).isEqualTo(box.position());
        assertThat(log.ofComponent(Level.WARN)).isEmpty();
    }

    private void start() throws Exception {
        route("box-events:all", receive());
        context.start();
    }

    private void assertOneWarningThenWorking(String... texts) {
        await().until(() -> log.ofComponent(Level.INFO).stream().anyMatch(text -> text.contains(" recovered after ")));
        awaitWaiting();
        List<String> warnings = log.ofComponent(Level.WARN);
        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0)).startsWith("box-events:all [box]: ").contains(texts)
                .contains(". Retrying in ", ", and from then on until it works")
                .doesNotContain("\n");
        assertThat(log.lines()).filteredOn(line -> line.thrown() != null).isEmpty();
        assertThat(log.lines()).filteredOn(line -> line.level() == Level.ERROR).isEmpty();
    }
}
