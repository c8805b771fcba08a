// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

import java.util.Arrays;
import java.util.List;

import io.github.camelbox.events.stream.StreamState;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/**
 * Tells the page what the component logs, down to DEBUG, where it logs each change of state. What goes to the other appenders
 * stays as it is.
 */
final class LogTap extends AbstractAppender implements AutoCloseable {

    private static final String COMPONENT = "io.github.camelbox.events";

    private final Feed feed;
    private final LoggerContext logging = (LoggerContext) LogManager.getContext(LogTap.class.getClassLoader(), false);

    LogTap(Feed feed) {
        super("demo-page", null, null, true, Property.EMPTY_ARRAY);
        this.feed = feed;
        start();
        Configuration configuration = logging.getConfiguration();
        LoggerConfig component = new LoggerConfig(COMPONENT, Level.DEBUG, false);
        LoggerConfig present = configuration.getLoggerConfig(COMPONENT);
        for (LoggerConfig logger = present; logger != null; logger = logger.isAdditive() ? logger.getParent() : null) {
            logger.getAppenders().values().forEach(appender -> component.addAppender(appender, present.getLevel(), null));
        }
        component.addAppender(this, Level.DEBUG, null);
        configuration.addLogger(COMPONENT, component);
        logging.updateLoggers();
    }

    @Override
    public void append(LogEvent event) {
        List<StreamState> states = states(event.getMessage().getParameters());
        if (states.size() == 2) {
            feed.changed(states.get(1));
        } else if (event.getThrown() == null || event.getLevel().isMoreSpecificThan(Level.INFO)) {
            String text = event.getMessage().getFormattedMessage();
            feed.add("log", Feed.json().put("level", event.getLevel().name()).put("text", text));
        }
    }

    private static List<StreamState> states(Object[] parameters) {
        return parameters == null ? List.of()
                : Arrays.stream(parameters).filter(StreamState.class::isInstance).map(StreamState.class::cast).toList();
    }

    @Override
    public void close() {
        logging.getConfiguration().removeLogger(COMPONENT);
        logging.updateLoggers();
        stop();
    }
}
