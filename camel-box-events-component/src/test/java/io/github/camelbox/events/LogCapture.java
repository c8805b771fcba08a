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
package io.github.camelbox.events;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Property;

/** What this JVM logs, by whichever logger, from {@link #at} to {@link #close()}. */
final class LogCapture extends AbstractAppender implements AutoCloseable {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final List<Line> lines = new CopyOnWriteArrayList<>();

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

    private static Configuration configuration() {
        return LoggerContext.getContext(LogManager.class.getClassLoader(), false, null).getConfiguration();
    }

    @Override
    public void append(LogEvent event) {
        lines.add(new Line(
                event.getLevel(), event.getLoggerName(), event.getMessage().getFormattedMessage(), event.getThrown()));
    }

    List<Line> lines() {
        return lines;
    }

    /** The lines of the component. */
    List<Line> ofComponent() {
        return lines.stream().filter(line -> line.logger().startsWith("io.github.camelbox.events.")).toList();
    }

    /** The lines of the component at that level, as texts. */
    List<String> ofComponent(Level level) {
        return ofComponent().stream().filter(line -> line.level() == level).map(Line::text).toList();
    }

    @Override
    public void close() {
        configuration().getRootLogger().removeAppender(getName());
        stop();
    }
}
