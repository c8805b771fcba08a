// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.position;

/**
 * A position that could not be stored before its subscription ended: the next one begins there, unless the stored position has
 * changed since, which another consumer has then done.
 *
 * @param stored   what was stored at that time; or null
 * @param position the position to begin at
 */
public record HeldPosition(String stored, String position) {
}
