// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelbox.events.benchmark.client.ClientKind;
import io.github.camelbox.events.benchmark.client.ListenClient;
import io.github.camelbox.events.benchmark.server.Control;
import io.github.camelbox.events.benchmark.server.ServerProcess;

/** How long it takes to stop while the long poll is open. */
final class StopScenario implements Scenario {

    private static final ClientKind[] KINDS = {
        ClientKind.COMPONENT, ClientKind.TREE, ClientKind.CAMEL, ClientKind.SDK, ClientKind.SDKGEN};
    private static final int PATIENCE_SECONDS = 15;

    @Override
    public Section run(Options options, ServerProcess server) throws IOException, InterruptedException {
        Section section = new Section("stop", "Stop while the long poll is open");
        Table table = new Table("", "stop returns after ms", "the server sees the poll closed after ms");
        for (ClientKind kind : options.among(KINDS)) {
            Control control = new Control(server.controlPort());
            String account = kind.key() + "-stop";
            try (ClientProcess client = new ClientProcess(options.jvm(), ListenClient.class, kind.key(), account,
                    server.url(account, false), server.controlPort(), 0)) {
                client.read();
                // An event, so that what follows is not the first of everything; then rest.
                control.append(account, 1);
                TimeUnit.SECONDS.sleep(2);
                JsonNode stopped = client.ask("stop");
                long closedAt = 0;
                for (int i = 0; i < 10 * PATIENCE_SECONDS && closedAt == 0; i++) {
                    TimeUnit.MILLISECONDS.sleep(100);
                    closedAt = control.stats(account).path("pollAbandonedAt").asLong();
                }
                long calledAt = stopped.path("calledAt").asLong();
                String closed = closedAt == 0
                        ? "open after " + PATIENCE_SECONDS + " s"
                        : Samples.number((closedAt - calledAt) / 1000.0, 1);
                table.row(kind.title(), Samples.number((stopped.path("returnedAt").asLong() - calledAt) / 1000.0, 1), closed);
            }
        }
        section.add(table);
        return section;
    }
}
