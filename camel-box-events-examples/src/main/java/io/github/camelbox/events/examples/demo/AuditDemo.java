// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.github.camelbox.events.examples.audit.AuditLog;
import io.github.camelbox.events.sandbox.BoxSandbox;

/**
 * Writes the audit log of your enterprise, if the environment variable {@code BOX_ACCESS_TOKEN} is set, or else of a simulated
 * one: {@code mvn -q -Pdemo -Dexample=audit verify}
 */
public final class AuditDemo {

    private static final int HISTORY = 2000;

    private AuditDemo() {
    }

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args.length == 0 ? "target/demo" : args[0]).toAbsolutePath().resolve("audit");
        Map<String, String> environment = new HashMap<>(System.getenv());
        if (!environment.containsKey("BOX_ACCESS_TOKEN")) {
            directory = directory.resolve("simulated");
            BoxSandbox box = simulate(directory);
            // The history ends a minute after createdBefore: ten seconds from now.
            environment.putAll(Map.of("BOX_ACCESS_TOKEN", box.accessToken(), "BOX_BASE_URL", box.baseUrl(),
                    "AUDIT_OVERLAP", "-PT50S", "AUDIT_POLL_INTERVAL", "1s"));
        }
        System.out.println("The audit is in " + directory + ". Ctrl-C ends it.");
        AuditLog.run(directory, environment);
    }

    /** An account with a history, in which something happens every second. It is kept in a file for the next run. */
    private static BoxSandbox simulate(Path directory) {
        BoxSandbox box = SimulatedAccountAtWork.open(directory.resolve("simulated-events.jsonl"));
        if (box.eventCount() == 0) {
            box.backlog(HISTORY);
        }
        Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            return thread;
        }).scheduleWithFixedDelay(() -> box.account().upload("Report " + box.eventCount() + ".docx"), 1, 1, TimeUnit.SECONDS);
        return box;
    }
}
