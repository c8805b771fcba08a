// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelbox.events.BoxEventsConstants;
import io.github.camelbox.events.BoxEventsConsumer;
import io.github.camelbox.events.stream.StreamState;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The page of the demo: shows the stream at work. For the simulated account, it has buttons that act on it and break the
 * connection.
 */
final class LivePage implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LivePage.class);
    private static final long SAMPLE_MILLIS = 200;

    private final Feed feed = new Feed();
    private final SimulatedAccountAtWork simulated;
    private final Ledger ledger;
    private final Visitor visitor;
    private final StreamWatch watch;
    private final LogTap log;
    private final ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor(DaemonThread::new);
    private final PageServer server;
    private volatile String status;

    /**
     * @param simulated      null if the account is a real one
     * @param consumer       called at each use; null as long as there is none
     * @param storedPosition likewise
     */
    LivePage(SimulatedAccountAtWork simulated, Supplier<BoxEventsConsumer> consumer, Supplier<String> storedPosition)
            throws IOException {
        this.simulated = simulated;
        boolean real = simulated == null;
        ledger = real ? null : simulated.ledger();
        visitor = real ? null : new Visitor(simulated.box(), ledger);
        watch = new StreamWatch(consumer, storedPosition, ledger, real ? null : simulated::eventsBefore);
        Map<String, Runnable> commands = new HashMap<>();
        if (!real) {
            visitor.activities().forEach(activity -> commands.put("/act/" + activity, () -> {
                if (storedPosition.get() == null) {
                    throw new IllegalStateException("The stream has no position yet to start from");
                }
                visitor.act(activity);
            }));
            visitor.faults().forEach(fault -> commands.put("/fault/" + fault, () -> fault(fault)));
            commands.put("/others/work", () -> simulated.pause(false));
            commands.put("/others/pause", () -> simulated.pause(true));
        }
        status = status();
        server = new PageServer(page(real), commands, feed, () -> status);
        log = new LogTap(feed);
        sampler.scheduleWithFixedDelay(this::sample, 0, SAMPLE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static String page(boolean real) throws IOException {
        try (InputStream in = LivePage.class.getResourceAsStream("/demo/page.html")) {
            String page = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (StreamState state : StreamState.values()) {
                page = page.replace("${" + state.name() + "}", state.toString());
            }
            // A state that the stream does not have is left out, and what is for the other kind of account.
            return page.replace("${account}", real ? "real" : "simulated").replaceAll("(?m)^.*\\$\\{[A-Z_]+}.*\n", "")
                    .replaceAll("(?s)<!--" + (real ? "simulated" : "real") + "-->.*?<!--/-->", "")
                    .replaceAll("<!--(simulated|real|/)-->", "");
        }
    }

    // One sample that fails must not be the last.
    private void sample() {
        try {
            status = status();
        } catch (RuntimeException e) {
            LOG.warn("The page shows the figures of before", e);
        }
    }

    private String status() {
        ObjectNode now = watch.status().put("state", feed.sampled(watch.state()).name());
        if (simulated != null) {
            now.put("resting", simulated.isPaused());
        }
        return now.toString();
    }

    String url() {
        return "http://localhost:" + server.port() + "/";
    }

    private void fault(String fault) {
        // First, so that what it leads to comes behind it.
        feed.add("fault", Feed.json().put("fault", fault));
        visitor.fault(fault);
    }

    /** The route received an event. */
    void arrived(Exchange exchange) {
        long nanoTime = System.nanoTime();
        Message event = exchange.getMessage();
        ObjectNode json = Feed.json();
        json.put("type", event.getHeader(BoxEventsConstants.EVENT_TYPE, String.class));
        json.put("item", event.getHeader(BoxEventsConstants.SOURCE_NAME, String.class));
        json.put("user", event.getHeader(BoxEventsConstants.CREATED_BY_LOGIN, String.class));
        Ledger.Happening happening = ledger == null ? null
                : ledger.arrived(event.getHeader(BoxEventsConstants.EVENT_ID, String.class), nanoTime);
        if (happening != null) {
            json.put("millis", (nanoTime - happening.nanoTime()) / 1e6);
            json.put("you", happening.byVisitor());
        } else {
            // The only time that is known, in whole seconds.
            Long createdAt = event.getHeader(BoxEventsConstants.MESSAGE_TIMESTAMP, Long.class);
            if (createdAt != null) {
                json.put("seconds", Math.max(0, Instant.now().getEpochSecond() - createdAt / 1000));
            }
        }
        feed.add("arrived", json);
    }

    /** Shows how the stream ended, and stops. To be called when it has. */
    @Override
    public void close() {
        sampler.shutdownNow();
        feed.sampled(watch.state());
        status = status();
        server.close();
        log.close();
        if (visitor != null) {
            visitor.close();
        }
    }
}
