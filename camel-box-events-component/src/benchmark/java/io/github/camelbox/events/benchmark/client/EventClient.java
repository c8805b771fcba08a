// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.client;

import java.util.List;

/** Receives the events of Box accounts. */
interface EventClient {

    /**
     * Does what a program does once, before it listens. Not measured.
     *
     * @param urls     where the API of each account is: what precedes {@code /2.0}. Only this component takes more than one
     * @param position where the events begin: {@code 0} or {@code now}
     * @param arrivals what each event is reported to
     */
    void prepare(List<String> urls, String position, Arrivals arrivals) throws Exception;

    /** Begins to listen, and returns at once. */
    void start() throws Exception;

    /** Stops, and releases what it has. */
    void stop() throws Exception;
}
