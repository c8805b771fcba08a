// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.status.StatusData;
import org.apache.logging.log4j.status.StatusListener;
import org.apache.logging.log4j.status.StatusLogger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class LogCaptureTest {

    @Test
    void aThreadThatLogsWhileItClosesIsNoError() throws Exception {
        CountDownLatch formatting = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        // Formatted first for the file of the tests' log, which comes before the captures.
        Message slow = new SimpleMessage("slow") {
            @Override
            public String getFormattedMessage() {
                formatting.countDown();
                try {
                    closed.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return super.getFormattedMessage();
            }
        };
        List<String> errors = new ArrayList<>();
        StatusListener listener = new StatusListener() {
            @Override
            public void log(StatusData data) {
                errors.add(data.getFormattedStatus());
            }

            @Override
            public Level getStatusLevel() {
                return Level.WARN;
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
        StatusLogger.getLogger().registerListener(listener);
        try (LogCapture other = LogCapture.at(Level.INFO)) {
            LogCapture capture = LogCapture.at(Level.INFO);
            Thread logging = new Thread(() -> LogManager.getLogger(LogCaptureTest.class).info(slow));
            logging.start();
            formatting.await();
            capture.close();
            closed.countDown();
            logging.join();
            assertThat(other.lines()).extracting(LogCapture.Line::text).contains("slow");
        } finally {
            StatusLogger.getLogger().removeListener(listener);
        }
        assertThat(errors).isEmpty();
    }
}
