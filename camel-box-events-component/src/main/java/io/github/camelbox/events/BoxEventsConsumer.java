// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.time.Duration;
import java.time.Instant;

import io.github.camelbox.events.box.Operation;
import io.github.camelbox.events.position.DuplicateFilter;
import io.github.camelbox.events.state.PositionStore;
import io.github.camelbox.events.stream.StreamState;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.support.DefaultConsumer;

/**
 * The event-driven consumer: hands the events of the stream to the route, one Exchange each, and each again until the route
 * has handled it or {@link OnFailure} says otherwise.
 * <p>
 * Each start and each resume is a {@link ConsumerRun} with a feed and threads of its own, so that a stop or suspend has only
 * to cut the feed off: what it had fetched and not handed out is read again from the stored position.
 */
@ManagedResource(description = "Managed Box events consumer")
public class BoxEventsConsumer extends DefaultConsumer implements Suspendable {

    private final BoxEventsEndpoint endpoint;
    private final StreamStatistics statistics = new StreamStatistics();

    // Written by start, suspend, resume and stop, which the base class runs one at a time.
    private PositionStore store;
    private DuplicateFilter delivered;
    private volatile ConsumerRun run;

    public BoxEventsConsumer(BoxEventsEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        setExceptionHandler(new OneLineExceptionHandler());
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        BoxEventsHealthCheck healthCheck = new BoxEventsHealthCheck(this, getRouteId());
        healthCheck.setEnabled(((BoxEventsComponent) endpoint.getComponent()).isHealthCheckConsumerEnabled());
        setHealthCheck(healthCheck);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        delivered = endpoint.newDuplicateFilter();
        store = endpoint.claimPositionStore();
        endpoint.announceStart(label(), store);
        startRun();
    }

    @Override
    protected void doSuspend() throws Exception {
        // Does not wait for the Exchange in progress: Camel's shutdown strategy does.
        run.stop();
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        super.doResume();
        startRun();
    }

    @Override
    protected void doStop() throws Exception {
        if (run != null) {
            run.stop();
            run.awaitEnd();
            run.close();
            run = null;
        }
        if (store != null) {
            store.close();
            store = null;
        }
        super.doStop();
    }

    private void startRun() throws Exception {
        statistics.newRun();
        StreamReporter reporter = new StreamReporter(label(), statistics, this::getExceptionHandler, this::stopRoute);
        ConsumerRun next = new ConsumerRun(this, store, delivered, reporter, run);
        run = next;
        // Routes that the events may go to are started only once the whole context is.
        getEndpoint().getCamelContext().addStartupListener((context, alreadyStarted) -> next.start());
    }

    /** How messages call this consumer. */
    String label() {
        return endpoint.options().label() + (getRouteId() == null ? "" : " [" + getRouteId() + "]");
    }

    @Override
    public BoxEventsEndpoint getEndpoint() {
        return endpoint;
    }

    /** Stops the route, or this consumer if it has none, from a thread of its own: the caller's is one that the stop ends. */
    void stopRoute() {
        Runnable stop = () -> {
            try {
                if (getRouteId() != null) {
                    endpoint.getCamelContext().getRouteController().stopRoute(getRouteId());
                } else {
                    stop();
                }
            } catch (Exception e) {
                getExceptionHandler().handleException(label() + ": cannot be stopped: " + e, e);
            }
        };
        endpoint.getCamelContext().getExecutorServiceManager().newThread("box-events-stop", stop).start();
    }

    @ManagedAttribute(description = "State of the stream: connecting, waiting, draining, backing off, stopped")
    public String getStreamState() {
        ConsumerRun current = run;
        return String.valueOf(current == null ? StreamState.STOPPED : current.state());
    }

    @ManagedAttribute(description = "The stream position that Box is asked for next")
    public String getStreamPosition() {
        ConsumerRun current = run;
        return current == null ? null : current.position();
    }

    @ManagedAttribute(description = "What keeps the events from flowing; null if nothing does")
    public String getTrouble() {
        ConsumerRun current = run;
        return statistics.trouble(current == null || current.state() != StreamState.WAITING);
    }

    @ManagedAttribute(description = "Seconds since Box last answered GET /events; null if it never has")
    public Long getSecondsSinceLastGoodFetch() {
        Instant last = statistics.lastGood();
        return last == null ? null : Duration.between(last, Instant.now()).toSeconds();
    }

    @ManagedAttribute(description = "Events handed to the route, each counted once")
    public long getEvents() {
        return statistics.events();
    }

    @ManagedAttribute(description = "Repeated events dropped")
    public long getDuplicates() {
        return statistics.duplicates();
    }

    @ManagedAttribute(description = "Exchanges that the route could not handle")
    public long getFailedExchanges() {
        return statistics.failedExchanges();
    }

    @ManagedAttribute(description = "created_at of the last event")
    public String getLastEventTime() {
        return statistics.lastEventTime() == null ? null : statistics.lastEventTime().toString();
    }

    @ManagedAttribute(description = "How old the last event was when it was handed to the route, in milliseconds")
    public long getLagMillis() {
        return statistics.lagMillis();
    }

    @ManagedAttribute(description = "Requests for a real-time server (OPTIONS /events)")
    public long getConnectRequests() {
        return statistics.requests(Operation.CONNECT);
    }

    @ManagedAttribute(description = "Long polls")
    public long getLongPollRequests() {
        return statistics.requests(Operation.LONG_POLL);
    }

    @ManagedAttribute(description = "Requests for a page of events (GET /events)")
    public long getFetchRequests() {
        return statistics.requests(Operation.FETCH);
    }

    @ManagedAttribute(description = "Failed requests for a real-time server")
    public long getConnectFailures() {
        return statistics.failures(Operation.CONNECT);
    }

    @ManagedAttribute(description = "Failed long polls")
    public long getLongPollFailures() {
        return statistics.failures(Operation.LONG_POLL);
    }

    @ManagedAttribute(description = "Failed requests for a page of events")
    public long getFetchFailures() {
        return statistics.failures(Operation.FETCH);
    }

    @ManagedAttribute(description = "Failures to store the position, or the id of an event")
    public long getStoreFailures() {
        return statistics.failures(Operation.STORE_POSITION);
    }

    @ManagedAttribute(description = "Real-time servers that Box has given after the first")
    public long getReconnects() {
        return Math.max(0, statistics.successes(Operation.CONNECT) - 1);
    }
}
