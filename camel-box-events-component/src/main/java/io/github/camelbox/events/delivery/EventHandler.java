// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.delivery;

/** What is done with an event that was taken; returns null to take another one. What it throws is a failed Exchange. */
public interface EventHandler<T> {

    T handle(InFlightEvent event) throws Exception;
}
