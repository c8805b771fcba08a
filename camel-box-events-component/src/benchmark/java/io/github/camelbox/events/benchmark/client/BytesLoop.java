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
