// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.esb;

import java.util.Map;

import org.springframework.context.support.GenericXmlApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * The routes of {@code esb/esb-context.xml}: Box events to a JMS queue, and from there to an audit file.
 */
public final class EsbFlow implements AutoCloseable {

    private final GenericXmlApplicationContext spring = new GenericXmlApplicationContext();

    private EsbFlow() {
    }

    /**
     * @param settings what the placeholders stand for; the rest is from system properties or environment variables
     */
    public static EsbFlow start(Map<String, String> settings) {
        EsbFlow flow = new EsbFlow();
        flow.spring.getEnvironment().getPropertySources().addFirst(new MapPropertySource("settings", Map.copyOf(settings)));
        flow.spring.load("classpath:esb/esb-context.xml");
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
