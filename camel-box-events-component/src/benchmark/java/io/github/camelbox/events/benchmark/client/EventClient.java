// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.client;

/** A way to receive the events of a Box account. What is not said to be measured is not. */
interface EventClient {

    /**
     * Gets ready: everything that a program does once, before it listens.
     *
     * @param url      where the API is: what precedes Box's {@code /2.0}
     * @param position where the events begin: {@code 0} or {@code now}
     * @param arrivals what each event is to be reported to
     */
    void prepare(String url, String position, Arrivals arrivals) throws Exception;

    /** Begins to listen, and returns at once. Measured. */
    void start() throws Exception;

    /** Stops as a program would that goes on with something else. Measured. */
    void stop() throws Exception;

    /** Frees what is left. */
    default void close() throws Exception {
    }
}
