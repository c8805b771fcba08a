// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.util.List;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.standalone.MappingsSource;
import com.github.tomakehurst.wiremock.stubbing.StubMapping;
import com.github.tomakehurst.wiremock.stubbing.StubMappings;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.request;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;

/** The WireMock server with the sandbox's stubs. Not thread-safe: the sandbox calls it under its lock. */
final class SandboxServer {

    /** A held long poll keeps its thread; threads are only made when needed. */
    private static final int THREADS = 1200;
    /** Lower than WireMock's default of 5, so that a user's own stub for the same path wins. */
    private static final int PRIORITY = 10;
    private static final long STOP_MILLIS = 100;

    private final WireMockServer server;
    private final List<StubMapping> own;

    SandboxServer(String bindAddress, int port, SandboxService service, DisconnectDetector watch) {
        server = new WireMockServer(WireMockConfiguration.options()
                .bindAddress(bindAddress)
                .port(port)
                .http2PlainDisabled(true)
                .containerThreads(THREADS)
                .jettyAcceptors(1)
                .jettyStopTimeout(STOP_MILLIS)
                .disableRequestJournal()
                .maxLoggedResponseSize(0)
                .stubRequestLoggingDisabled(true)
                .gzipDisabled(true)
                .mappingSource(new NoMappings())
                .networkTrafficListener(watch)
                .extensions(service));
        own = List.of(
                stub(request("OPTIONS", urlPathEqualTo(SandboxService.EVENTS_PATH))),
                stub(get(urlPathEqualTo(SandboxService.EVENTS_PATH))),
                stub(get(urlPathEqualTo(SandboxService.REALTIME_PATH))),
                stub(post(urlPathEqualTo(SandboxService.TOKEN_PATH))),
                stub(any(urlPathMatching(SandboxService.ITEMS_PATHS))),
                stub(get(urlPathMatching(ItemsApi.DOWNLOAD_PATH + ".*"))),
                stub(get(urlPathEqualTo("/"))),
                stub(any(urlPathMatching(SandboxControl.PATH + ".*"))));
    }

    private StubMapping stub(MappingBuilder call) {
        return server.stubFor(call.atPriority(PRIORITY).willReturn(aResponse().withTransformers(SandboxService.NAME)));
    }

    void start() {
        server.start();
    }

    void stop() {
        server.stop();
    }

    WireMockServer wireMock() {
        return server;
    }

    /** The stubs that were added to the sandbox's own. */
    List<StubMapping> added() {
        return server.getStubMappings().stream().filter(stub -> !own.contains(stub)).toList();
    }

    void add(List<StubMapping> stubs) {
        stubs.forEach(server::addStubMapping);
    }

    /** Removes the added stubs, and puts the sandbox's own back if they were removed. */
    void resetStubs() {
        added().forEach(server::removeStubMapping);
        List<StubMapping> present = server.getStubMappings();
        own.stream().filter(stub -> !present.contains(stub)).forEach(server::addStubMapping);
    }

    /** Keeps the server from loading, and from ever deleting, a WireMock user's stub files in the working directory. */
    private static final class NoMappings implements MappingsSource {

        @Override
        public void loadMappingsInto(StubMappings stubs) {
            // none
        }

        @Override
        public void save(List<StubMapping> stubs) {
            // nowhere
        }

        @Override
        public void save(StubMapping stub) {
            // nowhere
        }

        @SuppressWarnings("removal")
        public void remove(StubMapping stub) {
            // none is there
        }

        @Override
        public void removeAll() {
            // none is there
        }
    }
}
