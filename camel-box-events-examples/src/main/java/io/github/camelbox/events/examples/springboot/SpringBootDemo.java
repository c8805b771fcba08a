// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.springboot;

import java.nio.file.Path;

import io.github.camelbox.events.examples.SimulatedAccountAtWork;

/**
 * Runs the application on your Box account, if the environment variable {@code BOX_ACCESS_TOKEN} is set, or else on a simulated
 * one on this machine: {@code mvn -q -Pdemo -Dexample=springboot verify}
 */
public final class SpringBootDemo {

    private SpringBootDemo() {
    }

    public static void main(String[] args) {
        if (System.getenv("BOX_ACCESS_TOKEN") != null) {
            BoxEventsApplication.main(new String[0]);
            return;
        }
        Path directory = Path.of(args.length == 0 ? "target/demo" : args[0]).toAbsolutePath();
        SimulatedAccountAtWork account = new SimulatedAccountAtWork(directory.resolve("springboot-events.jsonl"));
        Runtime.getRuntime().addShutdownHook(new Thread(account::close));
        // What the command line says takes precedence over the file.
        BoxEventsApplication.main(new String[] {
                "--camel.component.box-events.base-url=" + account.baseUrl(),
                "--camel.component.box-events.access-token=" + account.accessToken(),
                "--camel.component.box-events.position-file=" + directory.resolve("springboot.position") });
        account.startWork();
    }
}
