// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.springxml;

import java.nio.file.Path;

import io.github.camelbox.events.examples.SimulatedAccountAtWork;
import org.springframework.context.support.ClassPathXmlApplicationContext;

/**
 * Runs the route in Spring's XML on your Box account, if the environment variable {@code BOX_ACCESS_TOKEN} is set, or else on a
 * simulated one: {@code mvn -q -Pdemo -Dexample=springxml verify}
 */
public final class SpringXmlDemo {

    private SpringXmlDemo() {
    }

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]).toAbsolutePath();
        String accessToken = System.getenv("BOX_ACCESS_TOKEN");
        SimulatedAccountAtWork account = accessToken != null ? null
                : new SimulatedAccountAtWork(directory.resolve("springxml-events.jsonl"));
        System.setProperty("box.access-token", account == null ? accessToken : account.accessToken());
        System.setProperty("box.position-file",
                directory.resolve(account == null ? "springxml-box.position" : "springxml.position").toString());
        if (account != null) {
            System.setProperty("box.base-url", account.baseUrl());
            account.catchUp();
        }
        ClassPathXmlApplicationContext spring = PrintEventsInSpring.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            spring.close();
            if (account != null) {
                account.close();
            }
        }));
        if (account != null) {
            account.startWork();
        }
        Thread.currentThread().join();
    }
}
