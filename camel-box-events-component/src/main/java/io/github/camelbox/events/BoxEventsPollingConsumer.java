// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.time.Duration;

import io.github.camelbox.events.box.Deadline;
import io.github.camelbox.events.delivery.ExchangeOutcome;
import io.github.camelbox.events.delivery.InFlightEvent;
import io.github.camelbox.events.delivery.PollingSubscriptions.Polled;
import io.github.camelbox.events.delivery.Subscription;
import io.github.camelbox.events.state.PositionStoreException;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.support.PollingConsumerSupport;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * The polling consumer: the caller asks for the next event, and only then is Box asked. For {@code pollEnrich} and {@code
 * ConsumerTemplate}; no thread waits in the background, and what is prefetched is the rest of a page and, with a backlog, the
 * next two.
 * <p>
 * The position is stored after the Exchange is completed: by the enclosing route after {@code pollEnrich}, or by {@code
 * ConsumerTemplate.doneUoW(exchange)}. An Exchange that failed is handed out again by a later call, before any other event,
 * once the delay of the retry policy has passed, unless the option {@code onFailure} says otherwise. How many Exchanges are
 * in progress at once is up to the caller. All that belongs to the component and its {@link Subscription}, not to this
 * object: an Exchange of a consumer that is stopped still commits.
 * <p>
 * Thread-safe: callers take turns. {@link #stop()} ends their waits; an interrupt does not.
 */
public class BoxEventsPollingConsumer extends PollingConsumerSupport {

    private final BoxEventsEndpoint endpoint;
    private volatile Polled polled;

    public BoxEventsPollingConsumer(BoxEventsEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        setExceptionHandler(new OneLineExceptionHandler());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        polled = endpoint.attach(getExceptionHandler());
    }

    @Override
    protected void doStop() throws Exception {
        Polled detached = polled;
        polled = null;
        if (detached != null) {
            endpoint.detach(detached);
        }
        super.doStop();
    }

    /**
     * Waits for the next event, for as long as it takes.
     *
     * @return                       null only if this consumer is stopped meanwhile
     * @throws RuntimeCamelException if the consumer has given up (options {@code maxRetries}, {@code onFailure=stop})
     */
    @Override
    public Exchange receive() {
        return receive(Deadline.never());
    }

    /**
     * The next event if there is one: asks Box once, and does not wait for more.
     *
     * @return null if there is none
     */
    @Override
    public Exchange receiveNoWait() {
        return receive(Deadline.in(Duration.ZERO));
    }

    /**
     * Waits for the next event.
     *
     * @param  timeout in milliseconds; not positive does not wait
     * @return         null if there was none in that time
     */
    @Override
    public Exchange receive(long timeout) {
        return receive(Deadline.in(Duration.ofMillis(timeout)));
    }

    private Exchange receive(Deadline deadline) {
        Polled mine = polled;
        if (mine == null) {
            return null;
        }
        Polled current = mine.subscription().isClosed() ? reattached(mine) : mine;
        Exchange exchange = current.serve(deadline, () -> polled == null, event -> exchange(current.subscription(), event));
        if (exchange == null && current.subscription().hasGivenUp()) {
            throw new RuntimeCamelException(endpoint.options().label()
                    + " has given up, as the log says: start the polling consumer again");
        }
        return exchange;
    }

    // The subscription was idle for long, or made way for a route.
    private synchronized Polled reattached(Polled ended) {
        if (polled == ended) {
            try {
                polled = endpoint.attach(getExceptionHandler());
            } catch (PositionStoreException e) {
                throw new RuntimeCamelException(endpoint.options().label() + ": " + e.getMessage(), e);
            }
        }
        Polled current = polled;
        return current == null ? ended : current;
    }

    private Exchange exchange(Subscription subscription, InFlightEvent event) {
        Exchange exchange = endpoint.createExchange();
        endpoint.populate(exchange.getMessage(), event);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange completed) {
                subscription.completed(event, completed, ExchangeOutcome.of(completed).failure());
            }
        });
        return exchange;
    }
}
