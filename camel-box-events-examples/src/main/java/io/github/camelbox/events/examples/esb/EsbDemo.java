// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.esb;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import io.github.camelbox.events.examples.SimulatedAccountAtWork;

/**
 * Runs the flow, with a broker in this process, on your Box account, if the environment variable {@code BOX_ACCESS_TOKEN} is set,
 * or else on a simulated one: {@code mvn -q -Pdemo -Dexample=esb verify}
 */
public final class EsbDemo {

    private EsbDemo() {
    }

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args.length == 0 ? "target/demo" : args[0]).toAbsolutePath().resolve("esb");
        Broker broker = new Broker(directory.resolve("broker"), 1000);
        broker.start();
        Map<String, String> settings = new HashMap<>(
                Map.of("broker.url", broker.url(), "esb.directory", directory.toString()));
        SimulatedAccountAtWork account = System.getenv("BOX_ACCESS_TOKEN") != null ? null
                : new SimulatedAccountAtWork(directory.resolve("simulated-events.jsonl"));
        if (account != null) {
            settings.put("box.base.url", account.baseUrl());
            settings.put("box.access.token", account.accessToken());
            account.catchUp();
        }
        EsbFlow flow = EsbFlow.start(settings);
        System.out.println("What happens in the account goes to " + directory.resolve("audit.jsonl") + ". Ctrl-C ends it.");
        if (account != null) {
            account.startWork();
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            flow.close();
            if (account != null) {
                account.close();
            }
            try {
                broker.close();
            } catch (Exception e) {
                System.err.println(e.getMessage());
            }
        }));
        new CountDownLatch(1).await();
    }
}
