// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.net.URI;
import java.nio.file.Path;

import io.github.camelbox.events.sandbox.Call;
import org.apache.camel.component.http.HttpComponent;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** TLS with a private CA, and proxies with and without credentials, over real sockets. */
@Timeout(60)
class TlsTest extends BoxEventsTestSupport {

    @TempDir
    private Path directory;

    private int sandboxPort() {
        return URI.create(box.baseUrl()).getPort();
    }

    /** Everything goes to that host and port over TLS, the long poll included. */
    private void useTls(String host, int port) {
        String address = "https://" + host + ":" + port;
        component.getConfiguration().setBaseUrl(address + "/2.0");
        box.realtimeUrl(address + "/realtime/subscribe?channel=" + box.channel() + "&stream_type=all");
    }

    private void startAndReceive(String uri) throws Exception {
        route(uri, receive());
        context.start();
        awaitWaiting();
        String id = box.account().upload("a.txt");
        await().until(() -> received.contains(id));
        assertThat(box.count(Call.LONG_POLL)).isPositive();
    }

    @Test
    void aPrivateCaIsTrustedThroughSslContextParameters() throws Exception {
        Path certificate = TlsFront.certificate(directory, "localhost");
        context.getRegistry().bind("ssl", TlsFront.trusting(certificate));
        try (TlsFront tls = TlsFront.tls(certificate, sandboxPort())) {
            useTls("localhost", tls.port());

            startAndReceive("box-events:all?http.sslContextParameters=#ssl");
        }
    }

    @Test
    void aPrivateCaIsTrustedThroughCamelsGlobalSslParameters() throws Exception {
        Path certificate = TlsFront.certificate(directory, "localhost");
        context.setSSLContextParameters(TlsFront.trusting(certificate));
        context.getComponent("https", HttpComponent.class).setUseGlobalSslContextParameters(true);
        try (TlsFront tls = TlsFront.tls(certificate, sandboxPort())) {
            useTls("localhost", tls.port());

            startAndReceive("box-events:all");
        }
    }

    @Test
    void aTrustedCertificateOfAnotherHostIsRefused() throws Exception {
        Path certificate = TlsFront.certificate(directory, "other.example");
        context.getRegistry().bind("ssl", TlsFront.trusting(certificate));
        try (TlsFront tls = TlsFront.tls(certificate, sandboxPort()); LogCapture log = LogCapture.at(Level.WARN)) {
            useTls("localhost", tls.port());
            route("box-events:all?http.sslContextParameters=#ssl", receive());
            context.start();

            await().until(() -> consumer().getFetchFailures() > 2);
            assertThat(box.requests()).isEmpty();
            assertThat(log.ofComponent()).filteredOn(line -> !line.text().contains("in memory only")).singleElement()
                    .satisfies(line -> assertThat(line.text()).contains("SSLPeerUnverifiedException", "localhost"));
        }
    }

    @Test
    void everyRequestGoesThroughTheProxy() throws Exception {
        Path certificate = TlsFront.certificate(directory, "box.invalid");
        context.getRegistry().bind("ssl", TlsFront.trusting(certificate));
        try (TlsFront tls = TlsFront.tls(certificate, sandboxPort()); TlsFront proxy = TlsFront.proxy(tls.port(), null)) {
            // A name that nobody but the proxy can do anything with.
            useTls("box.invalid", 443);

            startAndReceive("box-events:all?http.sslContextParameters=#ssl&http.proxyHost=localhost"
                    + "&http.proxyPort=" + proxy.port());
            assertThat(proxy.tunnels).hasSizeGreaterThan(1).allMatch(tunnel -> tunnel.startsWith("CONNECT box.invalid:443 "));
        }
    }

    @Test
    void theProxyGetsItsCredentials() throws Exception {
        Path certificate = TlsFront.certificate(directory, "box.invalid");
        context.getRegistry().bind("ssl", TlsFront.trusting(certificate));
        try (TlsFront tls = TlsFront.tls(certificate, sandboxPort());
             TlsFront proxy = TlsFront.proxy(tls.port(), "ann:pr0xy-s3cret")) {
            useTls("box.invalid", 443);

            startAndReceive(proxied(proxy, "pr0xy-s3cret"));
            assertThat(proxy.tunnels).anyMatch(tunnel -> tunnel.endsWith("-> 200"));
        }
    }

    @Test
    void aProxyThatRefusesTheCredentialsIsOneLineWithoutThem() throws Exception {
        Path certificate = TlsFront.certificate(directory, "box.invalid");
        context.getRegistry().bind("ssl", TlsFront.trusting(certificate));
        try (TlsFront tls = TlsFront.tls(certificate, sandboxPort());
             TlsFront proxy = TlsFront.proxy(tls.port(), "ann:pr0xy-s3cret");
             LogCapture log = LogCapture.at(Level.INFO)) {
            useTls("box.invalid", 443);
            route(proxied(proxy, "wr0ng-s3cret"), receive());
            context.start();

            await().until(() -> consumer().getFetchFailures() > 2);
            assertThat(log.ofComponent()).filteredOn(line -> line.text().contains("407")).singleElement()
                    .satisfies(line -> assertThat(line.text()).contains("the proxy asks for credentials"));
            assertThat(log.lines()).noneMatch(line -> line.text().contains("wr0ng-s3cret"));
            assertThat(consumer().toString()).doesNotContain("wr0ng-s3cret");
        }
    }

    private static String proxied(TlsFront proxy, String password) {
        return "box-events:all?http.sslContextParameters=#ssl&http.proxyAuthScheme=http&http.proxyAuthHost=localhost"
                + "&http.proxyAuthPort=" + proxy.port() + "&http.proxyAuthMethod=Basic&http.proxyAuthUsername=ann"
                + "&http.proxyAuthPassword=" + password;
    }
}
