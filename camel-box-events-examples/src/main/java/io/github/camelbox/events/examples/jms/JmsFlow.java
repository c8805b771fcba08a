// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.jms;

import java.util.Map;

import org.springframework.context.support.GenericXmlApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * The routes of {@code jms/jms-context.xml}: Box events to a JMS queue, and from there to an audit file.
 */
public final class JmsFlow implements AutoCloseable {

    private final GenericXmlApplicationContext spring = new GenericXmlApplicationContext();

    private JmsFlow() {
    }

    /**
     * @param settings the values of placeholders; others come from system properties or environment variables
     */
    public static JmsFlow start(Map<String, String> settings) {
        JmsFlow flow = new JmsFlow();
        flow.spring.getEnvironment().getPropertySources().addFirst(new MapPropertySource("settings", Map.copyOf(settings)));
        flow.spring.load("classpath:jms/jms-context.xml");
        flow.spring.refresh();
        return flow;
    }

    public <T> T bean(Class<T> type) {
        return spring.getBean(type);
    }

    @Override
    public void close() {
        spring.close();
    }
}
