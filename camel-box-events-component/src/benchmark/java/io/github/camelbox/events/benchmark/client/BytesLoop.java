// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The bare loop that reads the bytes of each page and looks only at its first and its last. */
final class BytesLoop extends LoopClient {

    private static final int TAIL = 64;

    private final byte[] buffer = new byte[2 << 20];

    @Override
    PageHandler handler(Arrivals arrivals) {
        return entity -> {
            int length;
            try (InputStream in = entity.getContent()) {
                length = in.readNBytes(buffer, 0, buffer.length);
            }
            Page page = new Page(chunkSize(buffer), next(buffer, length));
            arrivals.events(page.events());
            return page;
        };
    }

    /** The number at the page's beginning. */
    static int chunkSize(byte[] page) throws IOException {
        String head = new String(page, 0, Math.min(page.length, TAIL), StandardCharsets.US_ASCII);
        return Integer.parseInt(head.substring(head.indexOf(':') + 1, head.indexOf(',')));
    }

    /** The position at the page's end. */
    static String next(byte[] page, int length) {
        int start = Math.max(0, length - TAIL);
        String tail = new String(page, start, length - start, StandardCharsets.US_ASCII);
        return tail.substring(tail.lastIndexOf(':') + 1, tail.lastIndexOf('}'));
    }
}
