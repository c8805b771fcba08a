// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Something a user did to an item.
 *
 * @param eventType Box's event type
 * @param user      who did it
 * @param item      the item as it was afterwards
 * @param at        when
 */
record Activity(String eventType, User user, Item item, Instant at) {

    /**
     * A Box user.
     *
     * @param json how events show this user
     */
    record User(String id, byte[] json) {

        private static final User[] ALL = {
                of("17738362", "Ada Reyes", "ada.reyes@example.com"),
                of("17738411", "Zoë Müller", "zoe.mueller@example.com"),
                of("17739020", "Kwame Mensah", "kwame.mensah@example.com"),
                of("17740155", "Ingrid Olsen", "ingrid.olsen@example.com"),
                of("17742798", "Ravi Iyer", "ravi.iyer@example.com"),
        };

        private static User of(String id, String name, String login) {
            return new User(id,
                    Utf8Text.encode("{\"type\":\"user\",\"id\":" + JsonText.of(id) + ",\"name\":" + JsonText.of(name)
                            + ",\"login\":" + JsonText.of(login) + "}"));
        }

        static Stream<User> all() {
            return Stream.of(ALL);
        }

        /** One of a few users, the owner of the account being number 0. */
        static User number(long n) {
            return ALL[(int) (n % ALL.length)];
        }
    }

    /**
     * A file or a folder; its and its parent's name are JSON, in quotes.
     *
     * @param changes  number of changes so far: Box's etag and sequence id
     * @param versions of a file: oldest first, the last being the current one; none of a folder
     */
    record Item(boolean folder, long id, String nameJson, long parentId, String parentNameJson, long changes,
            List<FileVersion> versions, boolean shared, boolean trashed) {

        Item renamed(String newName) {
            return new Item(folder, id, JsonText.of(newName), parentId, parentNameJson, changes + 1, versions, shared, trashed);
        }

        Item movedTo(long newParentId, String newParentNameJson) {
            return new Item(folder, id, nameJson, newParentId, newParentNameJson, changes + 1, versions, shared, trashed);
        }

        /** With this content, made up if it is null. It comes back from the trash. */
        Item uploaded(byte[] content) {
            List<FileVersion> more = Stream
                    .concat(versions.stream(), Stream.of(FileVersion.of(id, versions.size(), content))).toList();
            return new Item(folder, id, nameJson, parentId, parentNameJson, changes + 1, more, shared, false);
        }

        Item nowShared() {
            return new Item(folder, id, nameJson, parentId, parentNameJson, changes, versions, true, trashed);
        }

        Item nowTrashed() {
            return new Item(folder, id, nameJson, parentId, parentNameJson, changes + 1, versions, shared, true);
        }

        FileVersion currentVersion() {
            return versions.get(versions.size() - 1);
        }
    }
}
