// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

/**
 * Something a user did to an item.
 *
 * @param eventType Box's event type
 * @param user      who did it
 * @param item      the item as it was afterwards
 */
record Activity(String eventType, User user, Item item) {

    /**
     * A Box user.
     *
     * @param json how events show this user
     */
    record User(byte[] json) {

        private static final User[] ALL = {
                of("17738362", "Ada Reyes", "ada.reyes@example.com"),
                of("17738411", "Zoë Müller", "zoe.mueller@example.com"),
                of("17739020", "Kwame Mensah", "kwame.mensah@example.com"),
                of("17740155", "Ingrid Olsen", "ingrid.olsen@example.com"),
                of("17742798", "Ravi Iyer", "ravi.iyer@example.com"),
        };

        private static User of(String id, String name, String login) {
            return new User(Utf8Text.encode("{\"type\":\"user\",\"id\":" + JsonText.of(id) + ",\"name\":" + JsonText.of(name)
                    + ",\"login\":" + JsonText.of(login) + "}"));
        }

        /** One of a few users, the owner of the account being number 0. */
        static User number(long n) {
            return ALL[(int) (n % ALL.length)];
        }
    }

    /**
     * A file or a folder; its and its parent's name are JSON, in quotes.
     *
     * @param version number of changes so far: Box's etag and sequence id
     */
    record Item(boolean folder, long id, String nameJson, long parentId, String parentNameJson, long version, boolean shared,
            boolean trashed) {

        Item renamed(String newName) {
            return new Item(folder, id, JsonText.of(newName), parentId, parentNameJson, version + 1, shared, trashed);
        }

        Item movedTo(long newParentId, String newParentName) {
            return new Item(folder, id, nameJson, newParentId, JsonText.of(newParentName), version + 1, shared, trashed);
        }

        Item nextVersion() {
            return new Item(folder, id, nameJson, parentId, parentNameJson, version + 1, shared, false);
        }

        Item nowShared() {
            return new Item(folder, id, nameJson, parentId, parentNameJson, version, true, trashed);
        }

        Item nowTrashed() {
            return new Item(folder, id, nameJson, parentId, parentNameJson, version + 1, shared, true);
        }
    }
}
