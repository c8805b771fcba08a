// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import io.github.camelbox.events.sandbox.SandboxRequest;
import org.apache.camel.ConsumerTemplate;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Where the access token goes: to the API, and only to a real-time host that has asked for it, over https. */
@Timeout(60)
class TokenInTransitTest extends BoxEventsTestSupport {

    @TempDir
    private Path directory;

    private int sandboxPort() {
        return URI.create(box.baseUrl()).getPort();
    }

    private void handOut(String scheme, int port) {
        box.realtimeUrl(scheme + "://localhost:" + port + "/realtime/subscribe?channel=" + box.channel());
    }

    /** Lets Box hand out another real-time server, which rejects the first poll if told so. */
    private List<SandboxRequest> reconnect(String scheme, int port, int status) {
        int before = (int) box.count(Call.LONG_POLL);
        handOut(scheme, port);
        if (status != 200) {
            box.next(Call.LONG_POLL, Fault.status(status));
        }
        box.answerLongPolls(Fault.message("reconnect"));
        int polls = before + (status == 200 ? 1 : 2);
        await().until(() -> box.openLongPolls() == 1 && box.count(Call.LONG_POLL) >= polls);
        return box.requests(Call.LONG_POLL).subList(before, (int) box.count(Call.LONG_POLL));
    }

    @ParameterizedTest
    @ValueSource(ints = { 401, 403 })
    void autoSendsItToTheHostThatRejectedAPollAndToNoOther(int status) throws Exception {
        Path certificate = TlsFront.certificate(directory, "localhost");
        context.getRegistry().bind("ssl", TlsFront.trusting(certificate));
        try (TlsFront first = TlsFront.tls(certificate, sandboxPort());
             TlsFront second = TlsFront.tls(certificate, sandboxPort())) {
            component.getConfiguration().setBaseUrl("https://localhost:" + first.port() + "/2.0");
            handOut("https", first.port());
            route("box-events:all?http.sslContextParameters=#ssl", receive());
            context.start();
            awaitWaiting();
            assertThat(box.requests(Call.LONG_POLL)).allSatisfy(TokenInTransitTest::isWithout);

            List<SandboxRequest> rejected = reconnect("https", first.port(), status);
            isWithout(rejected.get(0));
            isWith(rejected.get(1));
            assertThat(reconnect("https", second.port(), 200)).allSatisfy(TokenInTransitTest::isWithout);
            assertThat(reconnect("http", sandboxPort(), status)).allSatisfy(TokenInTransitTest::isWithout);
            assertThat(reconnect("https", first.port(), 200)).allSatisfy(TokenInTransitTest::isWith);
            assertThat(reconnect("http", sandboxPort(), 200)).allSatisfy(TokenInTransitTest::isWithout);
        }
    }

    private static void isWith(SandboxRequest poll) {
        assertThat(poll.header("Authorization")).isNotNull();
    }

    private static void isWithout(SandboxRequest poll) {
        assertThat(poll.header("Authorization")).isNull();
    }

    @ParameterizedTest
    @CsvSource({ "http://box.invalid/2.0, box.invalid", "http://10.255.255.1:8080/2.0, 10.255.255.1",
            "http://127.0.0.1.example.com/2.0, 127.0.0.1.example.com",
            "http://[2001:db8::1]/2.0, 2001:db8::1" })
    void aBaseUrlThatSendsItInClearIsWarnedOf(String baseUrl, String host) throws Exception {
        assertThat(warnings(baseUrl)).anySatisfy(line -> assertThat(line).contains("clear", host, "baseUrl"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "https://box.invalid/2.0", "http://localhost:1/2.0", "http://127.0.0.1:1/2.0",
            "http://[::1]:1/2.0" })
    void oneThatDoesNotIsNot(String baseUrl) throws Exception {
        assertThat(warnings(baseUrl)).noneMatch(line -> line.contains("clear"));
    }

    private List<String> warnings(String baseUrl) throws Exception {
        component.getConfiguration().setConnectTimeout(100);
        try (LogCapture log = LogCapture.at(Level.WARN)) {
            route("box-events:all?baseUrl=" + baseUrl, receive());
            context.start();
            return log.ofComponent(Level.WARN);
        }
    }

    @Test
    void aPollingConsumerWarnsToo() throws Exception {
        component.getConfiguration().setConnectTimeout(100);
        context.start();
        try (LogCapture log = LogCapture.at(Level.WARN); ConsumerTemplate template = context.createConsumerTemplate()) {
            template.receiveNoWait("box-events:all?baseUrl=http://box.invalid/2.0");

            assertThat(log.ofComponent(Level.WARN)).anySatisfy(line -> assertThat(line).contains("clear", "box.invalid"));
        }
    }

    @Test
    void theTokenUrlMustNotSendSecretsInClear() {
        assertThatThrownBy(() -> context.getEndpoint("box-events:all?tokenUrl=http://box.invalid/oauth2/token")).rootCause()
                .hasMessageContaining("tokenUrl").hasMessageContaining("https");
    }
}
