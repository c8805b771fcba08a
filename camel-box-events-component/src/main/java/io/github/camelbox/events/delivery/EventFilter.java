// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.delivery;

import java.util.Set;

import io.github.camelbox.events.box.BoxEvent;

/**
 * Which events are wanted, as far as Box does not filter. Immutable.
 *
 * @param eventTypes empty for all
 * @param folderIds  of folders that hold the item, at any depth; empty for all events
 */
public record EventFilter(Set<String> eventTypes, Set<String> folderIds) {

    public EventFilter {
        eventTypes = Set.copyOf(eventTypes);
        folderIds = Set.copyOf(folderIds);
    }

    boolean wants(BoxEvent event) {
        boolean type = eventTypes.isEmpty() || event.getEventType() != null && eventTypes.contains(event.getEventType());
        return type && (folderIds.isEmpty() || event.getSource() != null && event.getSource().liesIn(folderIds));
    }
}
