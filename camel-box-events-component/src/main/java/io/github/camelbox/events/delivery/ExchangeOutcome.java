// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.delivery;

import java.util.concurrent.CompletableFuture;

import io.github.camelbox.events.box.Deadline;
import io.github.camelbox.events.box.Gate;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.RollbackExchangeException;
import org.apache.camel.spi.Synchronization;

/**
 * How an Exchange ended, read where it is complete: in the route, or in another one that it was handed over to, such as by
 * {@code seda}. It has failed if it failed in either. Immutable.
 *
 * @param failure null if the Exchange was processed
 */
public record ExchangeOutcome(Throwable failure) {

    boolean isSuccess() {
        return failure == null;
    }

    /**
     * Lets a route process an Exchange and waits for its completion.
     *
     * @param  gate its end ends the waiting
     * @return      null if the gate has ended before the Exchange was complete
     */
    static ExchangeOutcome process(Processor processor, Exchange exchange, Gate gate) {
        CompletableFuture<ExchangeOutcome> outcome = new CompletableFuture<>();
        Synchronization completion = new CompletionListener(outcome);
        exchange.getExchangeExtension().addOnCompletion(completion);
        try {
            processor.process(exchange);
        } catch (Exception | Error e) {
            exchange.setException(e);
        }
        // An interrupt that the route left behind must not disturb the stream's next request.
        Thread.interrupted();
        ExchangeOutcome here = of(exchange);
        if (!here.isSuccess() || exchange.getExchangeExtension().containsOnCompletion(completion)) {
            // Nothing may call back: the processor is no route, or what failed is the hand-over, such as to a full queue.
            return here;
        }
        gate.awaitEnd(outcome, Deadline.never());
        return outcome.getNow(null);
    }

    /** The outcome of an Exchange that is complete. */
    public static ExchangeOutcome of(Exchange exchange) {
        if (exchange.getException() != null) {
            return new ExchangeOutcome(exchange.getException());
        }
        boolean rollback = exchange.isRollbackOnly() || exchange.isRollbackOnlyLast();
        return new ExchangeOutcome(
                rollback ? new RollbackExchangeException("The Exchange was marked for rollback", exchange) : null);
    }

    private record CompletionListener(CompletableFuture<ExchangeOutcome> outcome) implements Synchronization {

        @Override
        public void onComplete(Exchange exchange) {
            outcome.complete(of(exchange));
        }

        @Override
        public void onFailure(Exchange exchange) {
            outcome.complete(of(exchange));
        }
    }
}
