// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.delivery;

/**
 * What the events of one lane have in common: they are processed in order, the rest in parallel.
 */
public enum OrderingKey {

    /** Nothing: there are no lanes, and events are processed in any order. */
    none,
    /** The item: type and id of the source, as in the headers. */
    source,
    /** The acting user: {@code created_by.id}. */
    user
}
