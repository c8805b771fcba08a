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
package io.github.camelbox.events;

import io.github.camelbox.events.box.StreamSettings;

/**
 * What to do when Box rejects the stream position.
 */
public enum OnInvalidPosition {

    /** Report it and keep trying at the longest delay; a person decides. */
    fail(null),
    /** Report the gap and go on from everything that Box retains. */
    earliest(StreamSettings.EARLIEST),
    /** Report the gap and go on from what happens now. */
    now(StreamSettings.NOW);

    private final String position;

    OnInvalidPosition(String position) {
        this.position = position;
    }

    /** Where to go on; null for nowhere. */
    String position() {
        return position;
    }
}
