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
package io.github.camelbox.events.stream;

/**
 * The states of a {@link BoxEventStream}. The docs, the log and JMX use these names.
 */
public enum StreamState {

    /** Asking Box ({@code OPTIONS /events}) for the real-time server. */
    CONNECTING("connecting"),
    /** A long poll is open: the stream waits for Box to say that something happened. */
    WAITING("waiting"),
    /** Fetching pages of events ({@code GET /events}) until nothing new is left. */
    DRAINING("draining"),
    /** Something failed: the stream waits before it tries again. */
    BACKING_OFF("backing off"),
    /** Over: stopped from outside, or given up after {@code maxRetries}. */
    STOPPED("stopped");

    private final String label;

    StreamState(String label) {
        this.label = label;
    }

    /**
     * The name as people read it, such as {@code backing off}.
     */
    @Override
    public String toString() {
        return label;
    }
}
