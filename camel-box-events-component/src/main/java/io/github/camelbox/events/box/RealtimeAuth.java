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
 * Whether the {@code Authorization} header is sent to the real-time host. Box does not ask for it: the URL that it hands
 * out is a capability by itself.
 */
public enum RealtimeAuth {

    /** Not sent until that host answers 401 or 403 over https; from then on sent. */
    auto,
    /** Never sent. */
    never,
    /** Sent from the first long poll on. */
    always
}
