/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.github.camelbox.events.examples.springxml;

import java.nio.file.Path;

import io.github.camelbox.events.examples.SimulatedAccountAtWork;
import org.springframework.context.support.ClassPathXmlApplicationContext;

/**
 * Runs the route in Spring's XML on your Box account, if the environment variable {@code BOX_ACCESS_TOKEN} is set, or else on a
 * simulated one: {@code mvn -q -Pdemo,springxml verify}
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
