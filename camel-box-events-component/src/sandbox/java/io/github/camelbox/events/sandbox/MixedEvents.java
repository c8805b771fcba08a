// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Any number of activities of several users on a few hundred items, made when they are read, so that they take no memory. */
final class MixedEvents implements EventSource {

    private static final Duration LONGEST = Duration.ofDays(10);
    private static final int ITEMS = 997;
    private static final long FIRST_ID = 1_431_000_000_000L;
    private static final String[] FOLDERS = { "\"Contracts\"", "\"Invoices 2025\"", "\"Marketing\"", "\"Board papers\"" };
    private static final String[] NAMES = { "Quarterly report #.docx", "Invoice #.pdf", "Site plan #.dwg",
            "Meeting notes #.boxnote", "Photo #.jpg" };
    private static final String[] TYPES = { "ITEM_UPLOAD", "ITEM_PREVIEW", "ITEM_UPLOAD", "COMMENT_CREATE", "ITEM_RENAME",
            "ITEM_DOWNLOAD", "ITEM_MOVE", "ITEM_SHARED_CREATE", "ITEM_CREATE", "ITEM_TRASH" };

    private final long firstIndex;
    private final Instant firstAt;
    private final long stepMillis;

    private MixedEvents(long firstIndex, Instant firstAt, long stepMillis) {
        this.firstIndex = firstIndex;
        this.firstAt = firstAt;
        this.stepMillis = stepMillis;
    }

    /** Events that end now and lie a second apart, or closer if there are very many. */
    static MixedEvents past(long firstIndex, int count) {
        long step = Math.min(1000, LONGEST.toMillis() / Math.max(1, count));
        return new MixedEvents(firstIndex, Instant.now().minusMillis(step * (count - 1L)), step);
    }

    /** Events that all happen now. */
    static MixedEvents now(long firstIndex) {
        return new MixedEvents(firstIndex, Instant.now(), 0);
    }

    @Override
    public void appendTo(Utf8Text out, long index) {
        EventRenderer.append(out, index, activity(index));
    }

    /** The index of the last event up to this one that can be of the item with this id; -1 if none can. */
    static long lastIndexOf(long itemId, long upTo) {
        long number = itemId - FIRST_ID;
        return number < 0 || number >= 2 * ITEMS ? -1 : upTo - Math.floorMod(upTo - number, ITEMS);
    }

    /** The index of the one before that. */
    static long before(long index) {
        return index - ITEMS;
    }

    @Override
    public Activity activity(long n) {
        String type = TYPES[(int) (n % TYPES.length)];
        int number = (int) (n % ITEMS);
        boolean folder = "ITEM_CREATE".equals(type);
        int parent = number % FOLDERS.length;
        String pattern = folder ? "Project #" : NAMES[number % NAMES.length];
        String name = '"' + pattern.replace("#", Integer.toString(number)) + '"';
        long id = FIRST_ID + number + (folder ? ITEMS : 0);
        List<FileVersion> versions = folder ? List.of() : List.of(FileVersion.of(id, n / ITEMS, null));
        Activity.Item item = new Activity.Item(folder, id, name, 98_000_000_000L + parent, FOLDERS[parent], n / ITEMS, versions,
                "ITEM_SHARED_CREATE".equals(type), "ITEM_TRASH".equals(type));
        return new Activity(type, Activity.User.number(n / 3), item, firstAt.plusMillis(stepMillis * (n - firstIndex)));
    }
}
