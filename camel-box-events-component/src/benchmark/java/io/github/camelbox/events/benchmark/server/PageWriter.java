// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes pages of events to one connection. Not thread-safe: a connection has its own. */
final class PageWriter {

    // One write for a small page: what matters for an event alone is its latency.
    private static final int SMALL = 64 * 1024;
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final EventTemplates templates;
    private byte[] events;
    private byte[] small = {};

    PageWriter(EventTemplates templates) {
        this.templates = templates;
    }

    /**
     * Writes a page as an HTTP answer.
     *
     * @param  epoch the log's
     * @param  from  the number of the first event
     * @param  to    the number of the event after the last, at most {@link EventTemplates#COUNT} further
     * @return       the number of bytes
     */
    int write(OutputStream out, int epoch, long from, long to) throws IOException {
        int count = (int) (to - from);
        byte[] head = ("{\"chunk_size\":" + count + ",\"entries\":[").getBytes(StandardCharsets.US_ASCII);
        byte[] tail = ("],\"next_stream_position\":" + EventLog.position(to) + "}").getBytes(StandardCharsets.US_ASCII);
        if (count > 0 && events == null) {
            events = templates.copy();
        }
        int first = (int) (from % EventTemplates.COUNT);
        // The events of a page lie in one or two stretches of the templates; the comma behind the last is left out.
        int firstStretch = Math.min(count, EventTemplates.COUNT - first);
        int length1 = templates.start(first + firstStretch) - templates.start(first);
        int length2 = templates.start(count - firstStretch);
        if (length2 > 0) {
            length2--;
        } else if (length1 > 0) {
            length1--;
        }
        for (long i = from; i < to; i++) {
            int id = templates.id((int) (i % EventTemplates.COUNT));
            hex(epoch, id, 8);
            hex(i, id + EventTemplates.ID.length() - 12, 12);
        }
        int body = head.length + length1 + length2 + tail.length;
        byte[] header = ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        int all = header.length + body;
        if (small.length < Math.min(all, SMALL)) {
            // Thousands of connections never see more than an empty page.
            small = new byte[all < 1024 ? 1024 : SMALL];
        }
        if (all <= SMALL) {
            int at = append(header, 0, header.length, 0);
            at = append(head, 0, head.length, at);
            at = append(events, templates.start(first), length1, at);
            at = append(events, 0, length2, at);
            append(tail, 0, tail.length, at);
            out.write(small, 0, all);
        } else {
            int at = append(header, 0, header.length, 0);
            at = append(head, 0, head.length, at);
            out.write(small, 0, at);
            out.write(events, templates.start(first), length1);
            out.write(events, 0, length2);
            out.write(tail);
        }
        return all;
    }

    private int append(byte[] source, int offset, int length, int at) {
        if (length > 0) {
            System.arraycopy(source, offset, small, at, length);
        }
        return at + length;
    }

    private void hex(long number, int at, int digits) {
        long rest = number;
        for (int i = at + digits - 1; i >= at; i--) {
            events[i] = DIGITS[(int) (rest & 0xf)];
            rest >>>= 4;
        }
    }
}
