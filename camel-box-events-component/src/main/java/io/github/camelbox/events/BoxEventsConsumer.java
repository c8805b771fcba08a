// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.Objects;
import java.util.function.Function;

import io.github.camelbox.events.StreamMeters.MeteredStream;
import io.github.camelbox.events.box.HttpCaller;
import io.github.camelbox.events.box.Operation;
import io.github.camelbox.events.delivery.DeliveryThreads;
import io.github.camelbox.events.delivery.Subscription;
import io.github.camelbox.events.stream.CurrentErrors.CurrentError;
import io.github.camelbox.events.stream.StreamState;
import io.github.camelbox.events.stream.StreamStatistics;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.resume.ConsumerListener;
import org.apache.camel.resume.ConsumerListenerAware;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event-driven consumer: hands the events of the stream to the route, one Exchange each, and each again until the route
 * has processed it or the option {@code onFailure} says otherwise. From start to stop it has one {@link Subscription}.
 */
@ManagedResource(description = "Managed Box events consumer")
public class BoxEventsConsumer extends DefaultConsumer implements Suspendable, ConsumerListenerAware<ConsumerListener<?, ?>> {

    private static final Logger LOG = LoggerFactory.getLogger(BoxEventsConsumer.class);
    private static final StreamStatistics NOTHING_YET = new StreamStatistics();

    private final BoxEventsEndpoint endpoint;
    private ConsumerListener<?, ?> consumerListener;

    // Written by start and stop, which the base class runs one at a time; kept after a stop, for JMX.
    private volatile Subscription subscription;
    private volatile DeliveryThreads threads;
    private volatile Exception startFailure;

    public BoxEventsConsumer(BoxEventsEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        setExceptionHandler(new OneLineExceptionHandler());
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        if (getRouteId() == null) {
            ConsumerRoute.find(this);
        }
        BoxEventsHealthCheck healthCheck = new BoxEventsHealthCheck(this, "consumer:" + getRouteId());
        healthCheck.setEnabled(component().isHealthCheckConsumerEnabled());
        setHealthCheck(healthCheck);
        ConsumerRoute.join(this, healthCheck);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (consumerListener != null) {
            LOG.warn("{}: pausable() has no effect on this consumer: suspend and resume the route instead", label());
        }
        if (ConsumerRoute.isResumable(this)) {
            LOG.warn("{}: resumable() has no effect on this consumer, but fails each event that has no header CamelOffset:"
                    + " remove it, and set positionFile, positionRepository or stateStore", label());
        }
        DeliveryThreads ofThisStart;
        try {
            ofThisStart = subscribe();
        } finally {
            component().meters().started(
                    new MeteredStream(getRouteId(), endpoint.getConfiguration().getStreamType().toString(),
                            endpoint.getCamelContext(), endpoint.getConfiguration().isBatching(), statistics(), this::state,
                            () -> whyDown() == null));
        }
        // Routes that the events may go to are started only once the whole context is.
        endpoint.getCamelContext().addStartupListener((context, alreadyStarted) -> ofThisStart.start());
    }

    private DeliveryThreads subscribe() throws Exception {
        try {
            Subscription next = endpoint.subscribe(label(), this::getExceptionHandler,
                    failure -> ConsumerRoute.stop(this, failure));
            DeliveryThreads ofNext = new DeliveryThreads(this, endpoint::populate, next);
            // In this order: whoever asks meanwhile finds no subscription without threads.
            threads = ofNext;
            subscription = next;
            startFailure = null;
            return ofNext;
        } catch (Exception e) {
            startFailure = e;
            throw e;
        }
    }

    @Override
    protected void doSuspend() throws Exception {
        // Does not wait for the Exchange in progress: Camel's shutdown strategy does.
        subscription.suspend();
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        super.doResume();
        subscription.resume();
    }

    @Override
    protected void doStop() throws Exception {
        if (threads != null) {
            threads.stop();
        }
        super.doStop();
    }

    @Override
    protected void doShutdown() throws Exception {
        // Of no interest any more.
        startFailure = null;
        super.doShutdown();
    }

    private BoxEventsComponent component() {
        return (BoxEventsComponent) endpoint.getComponent();
    }

    /** How messages call this consumer. */
    String label() {
        return endpoint.options().label() + (getRouteId() == null ? "" : " [" + getRouteId() + "]");
    }

    @Override
    public BoxEventsEndpoint getEndpoint() {
        return endpoint;
    }

    @Override
    public void setConsumerListener(ConsumerListener<?, ?> consumerListener) {
        this.consumerListener = consumerListener;
    }

    @Override
    public ConsumerListener<?, ?> getConsumerListener() {
        return consumerListener;
    }

    private <T> T now(Function<Subscription, T> value, T beforeTheFirstStart) {
        Subscription current = subscription;
        return current == null ? beforeTheFirstStart : value.apply(current);
    }

    private CurrentError currentError() {
        Exception unstarted = startFailure;
        if (unstarted != null) {
            return CurrentError.noticed(Operation.OPEN, "the consumer cannot be started: " + HttpCaller.rootMessage(unstarted),
                    unstarted);
        }
        CurrentError error = now(Subscription::currentError, null);
        boolean dead = error == null && !now(Subscription::isClosed, true) && threads.areDead();
        return dead ? CurrentError.noticed(Operation.OPEN, "no thread is at work: restart the route", null) : error;
    }

    /** Why health is DOWN; null if it is UP. */
    CurrentError whyDown() {
        CurrentError error = currentError();
        StreamState state = state();
        boolean isAtWork = state != StreamState.SUSPENDED && state != StreamState.STOPPED;
        return error == null && isAtWork && getSecondsSinceLastSuccess() == null
                ? CurrentError.noticed(Operation.OPEN, "Box has not responded yet", null) : error;
    }

    private StreamState state() {
        return now(Subscription::state, StreamState.STOPPED);
    }

    /** Whether the stream has ended because of a failure. */
    boolean hasGivenUp() {
        return now(Subscription::hasGivenUp, false);
    }

    private StreamStatistics statistics() {
        return now(Subscription::statistics, NOTHING_YET);
    }

    @ManagedAttribute(description = "State of the stream: opening, connecting, waiting, draining, backing off, suspended, stopped")
    public String getStreamState() {
        return state().toString();
    }

    @ManagedAttribute(description = "The stream position that Box is asked for next")
    public String getStreamPosition() {
        return now(Subscription::position, null);
    }

    @ManagedAttribute(description = "The error that currently blocks the stream, or null")
    public String getCurrentError() {
        CurrentError error = currentError();
        return error == null ? null : error.message();
    }

    @ManagedAttribute(description = "A warning that is no error, such as long polls that do not work; or null")
    public String getNotice() {
        return now(Subscription::notice, null);
    }

    @ManagedAttribute(description = "How far it is, while it catches up with a backlog or reads a history; else null")
    public String getProgress() {
        return now(current -> current.reporter().catchUp().progress(), null);
    }

    @ManagedAttribute(description = "Seconds since the last response of Box, an ended long poll included; null before the first")
    public Long getSecondsSinceLastSuccess() {
        return statistics().secondsSinceLastSuccess();
    }

    @ManagedAttribute(description = "Events handed to the route, each counted once")
    public long getEvents() {
        return statistics().events();
    }

    @ManagedAttribute(description = "Repeated events dropped")
    public long getDuplicates() {
        return statistics().duplicates();
    }

    @ManagedAttribute(description = "Exchanges that the route could not process")
    public long getFailedExchanges() {
        return statistics().failures(Operation.EXCHANGE);
    }

    @ManagedAttribute(description = "created_at of the last event")
    public String getLastEventTime() {
        return Objects.toString(statistics().lastEventTime(), null);
    }

    @ManagedAttribute(description = "How old the last event was when it was handed to the route, in milliseconds")
    public long getLagMillis() {
        return statistics().lagMillis();
    }

    @ManagedAttribute(description = "Requests for a real-time server (OPTIONS /events)")
    public long getConnectRequests() {
        return statistics().requests(Operation.CONNECT);
    }

    @ManagedAttribute(description = "Long polls")
    public long getLongPollRequests() {
        return statistics().requests(Operation.POLL);
    }

    @ManagedAttribute(description = "Requests for a page of events (GET /events)")
    public long getFetchRequests() {
        return statistics().requests(Operation.FETCH);
    }

    @ManagedAttribute(description = "Failed requests for a real-time server")
    public long getConnectFailures() {
        return statistics().failures(Operation.CONNECT);
    }

    @ManagedAttribute(description = "Failed long polls")
    public long getLongPollFailures() {
        return statistics().failures(Operation.POLL);
    }

    @ManagedAttribute(description = "Failed requests for a page of events")
    public long getFetchFailures() {
        return statistics().failures(Operation.FETCH);
    }

    @ManagedAttribute(description = "Failures to get an access token")
    public long getLoginFailures() {
        return statistics().failures(Operation.TOKEN);
    }

    @ManagedAttribute(description = "Failures to store the position, or the id of an event")
    public long getStoreFailures() {
        return statistics().failures(Operation.STORE);
    }

    @ManagedAttribute(description = "Real-time servers that Box has given after the first")
    public long getReconnects() {
        return Math.max(0, statistics().successes(Operation.CONNECT) - 1);
    }
}
