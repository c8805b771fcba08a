// SPDX-License-Identifier: Apache-2.0
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
