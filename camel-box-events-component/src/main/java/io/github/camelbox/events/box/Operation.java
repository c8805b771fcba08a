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
package io.github.camelbox.events.box;

/**
 * The things a stream does that can fail. Failures are counted for each apart, so that a failure in one place neither
 * resets nor lengthens the delay of another.
 */
public enum Operation {

    OPEN("opening the stream"),
    CONNECT("OPTIONS /events"),
    LONG_POLL("the long poll"),
    FETCH("GET /events"),
    STORE_POSITION("storing the position");

    private final String label;

    Operation(String label) {
        this.label = label;
    }

    /**
     * How messages call it.
     */
    @Override
    public String toString() {
        return label;
    }
}
