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

/**
 * What to do with an event whose Exchange the route could not handle.
 */
public enum OnFailure {

    /** Hand the same event to the route again, after the delays of the retry policy; later events wait. */
    retry,
    /** Report it and go on with the next event; the position moves past it. */
    skip,
    /** Report it and stop the consumer; the position stays before it. */
    stop
}
