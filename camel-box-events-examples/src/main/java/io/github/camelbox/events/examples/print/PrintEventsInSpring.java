// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.print;

import org.springframework.context.support.ClassPathXmlApplicationContext;

/**
 * Runs {@code print/print-events-spring.xml}, until Ctrl-C. Environment variables: {@code BOX_ACCESS_TOKEN} and
 * {@code BOX_POSITION_FILE}; {@code BOX_BASE_URL} if Box is reached through a gateway.
 */
public final class PrintEventsInSpring {

    private PrintEventsInSpring() {
    }

    public static void main(String[] args) throws InterruptedException {
        start().registerShutdownHook();
        Thread.currentThread().join();
    }

    public static ClassPathXmlApplicationContext start() {
        return new ClassPathXmlApplicationContext("print/print-events-spring.xml");
    }
}
