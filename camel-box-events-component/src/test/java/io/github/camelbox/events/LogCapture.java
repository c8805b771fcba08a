// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** What this JVM logs, by whichever logger, from {@link #at} to {@link #close()}. */
final class LogCapture extends AbstractAppender implements AutoCloseable {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Queue<Line> lines = new ConcurrentLinkedQueue<>();
    private final Map<LoggerConfig, Level> levels = new HashMap<>();
    private final List<String> added = new ArrayList<>();

    /** A line of the log; {@code thrown} is what its stack trace would be of, or null. */
    record Line(Level level, String logger, String text, Throwable thrown) {
    }

    private LogCapture() {
        super("capture-" + COUNT.incrementAndGet(), null, null, false, Property.EMPTY_ARRAY);
    }

    /** Captures what is at that level or more important, as far as the loggers let it through. */
    static LogCapture at(Level level) {
        LogCapture capture = new LogCapture();
        capture.start();
        configuration().getRootLogger().addAppender(capture, level, null);
        return capture;
    }

    /** Captures all that there is; but for the loggers whose level is set apart, such as those of the sandbox's server. */
    static LogCapture everything() {
        LogCapture capture = at(Level.TRACE);
        capture.setLevel("", Level.TRACE);
        capture.setLevel("io.github.camelbox", Level.TRACE);
        return capture;
    }

    /** Sets the level of a logger until the capture is closed. */
    LogCapture setLevel(String logger, Level level) {
        LoggerConfig config = configuration().getLoggerConfig(logger);
        if (!config.getName().equals(logger)) {
            config = new LoggerConfig(logger, null, true);
            configuration().addLogger(logger, config);
            added.add(logger);
        } else {
            levels.putIfAbsent(config, config.getLevel());
        }
        config.setLevel(level);
        context().updateLoggers();
        return this;
    }

    private static LoggerContext context() {
        return LoggerContext.getContext(LogManager.class.getClassLoader(), false, null);
    }

    private static Configuration configuration() {
        return context().getConfiguration();
    }

    @Override
    public void append(LogEvent event) {
        lines.add(new Line(
                event.getLevel(), event.getLoggerName(), event.getMessage().getFormattedMessage(), event.getThrown()));
    }

    List<Line> lines() {
        return List.copyOf(lines);
    }

    /** The lines of the component. */
    List<Line> ofComponent() {
        return lines.stream().filter(line -> line.logger().startsWith("io.github.camelbox.events.")).toList();
    }

    /** The lines of the component at that level, as texts. */
    List<String> ofComponent(Level level) {
        return ofComponent().stream().filter(line -> line.level() == level).map(Line::text).toList();
    }

    /** Not stopped: a thread that is logging may hand it its line later, which to a stopped appender is an error. */
    @Override
    public void close() {
        configuration().getRootLogger().removeAppender(getName());
        levels.forEach(LoggerConfig::setLevel);
        added.forEach(configuration()::removeLogger);
        context().updateLoggers();
    }
}
