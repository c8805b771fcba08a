/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
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
