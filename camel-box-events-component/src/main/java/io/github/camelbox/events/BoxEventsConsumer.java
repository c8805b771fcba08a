// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import io.github.camelbox.events.box.Operation;
import io.github.camelbox.events.delivery.DeliveryThreads;
import io.github.camelbox.events.delivery.Subscription;
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
        if (consumerListener != null) {
            LOG.warn("{}: pausable() has no effect on this consumer: suspend and resume the route instead", label());
        }
        Subscription next = endpoint.subscribe(label(), this::getExceptionHandler, this::stopRoute);
        subscription = next;
        DeliveryThreads ofNext = endpoint.newDeliveryThreads(this, label(), next);
        threads = ofNext;
        // Routes that the events may go to are started only once the whole context is.
        endpoint.getCamelContext().addStartupListener((context, alreadyStarted) -> ofNext.start());
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

    /** Stops the route, or this consumer if it has none, from a thread of its own: the caller's is one that the stop ends. */
    private void stopRoute() {
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

    private StreamStatistics statistics() {
        Subscription current = subscription;
        return current == null ? NOTHING_YET : current.statistics();
    }

    @ManagedAttribute(description = "State of the stream: opening, connecting, waiting, draining, backing off, suspended, stopped")
    public String getStreamState() {
        Subscription current = subscription;
        return String.valueOf(current == null ? StreamState.STOPPED : current.state());
    }

    @ManagedAttribute(description = "The stream position that Box is asked for next")
    public String getStreamPosition() {
        Subscription current = subscription;
        return current == null ? null : current.position();
    }

    @ManagedAttribute(description = "The error that currently blocks the stream, or null")
    public String getCurrentError() {
        Subscription current = subscription;
        if (current == null) {
            return null;
        }
        String error = current.currentError();
        return error != null || current.isClosed() || !threads.areDead() ? error : "no thread is at work: restart the route";
    }

    @ManagedAttribute(description = "What is no error but should be known about the stream, or null")
    public String getNotice() {
        Subscription current = subscription;
        return current == null ? null : current.notice();
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
        return statistics().lastEventTime() == null ? null : statistics().lastEventTime().toString();
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
