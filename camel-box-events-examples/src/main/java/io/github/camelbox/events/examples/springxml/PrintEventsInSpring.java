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

import org.springframework.context.support.ClassPathXmlApplicationContext;

/**
 * Runs {@code springxml/print-events.xml}, until Ctrl-C. Environment variables: {@code BOX_ACCESS_TOKEN} and
 * {@code BOX_POSITION_FILE}; {@code BOX_BASE_URL} if Box is reached through a gateway.
 */
public final class PrintEventsInSpring {

    private PrintEventsInSpring() {
    }

    public static void main(String[] args) throws InterruptedException {
        start().registerShutdownHook();
        Thread.currentThread().join();
    }

    static ClassPathXmlApplicationContext start() {
        return new ClassPathXmlApplicationContext("springxml/print-events.xml");
    }
}
