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
import java.io.UncheckedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

import com.fasterxml.jackson.core.JsonParser;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/** {@link TreeLoop} in two threads: the next page is fetched while the trees of this one are made. */
final class TreeAheadLoop extends LoopClient {

    private final BlockingQueue<byte[]> fetched = new ArrayBlockingQueue<>(1);
    private Thread parsing;

    @Override
    PageHandler handler(Arrivals arrivals) {
        parsing = new Thread(() -> parse(arrivals), "parse");
        parsing.setDaemon(true);
        return entity -> {
            byte[] page = EntityUtils.toByteArray(entity);
            try {
                fetched.put(page);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return new Page(BytesLoop.chunkSize(page), BytesLoop.next(page, page.length));
        };
    }

    private void parse(Arrivals arrivals) {
        try {
            while (true) {
                try (JsonParser parser = MAPPER.getFactory().createParser(fetched.take())) {
                    TreeLoop.trees(parser, event -> arrivals.event(event.path("event_id").asText()));
                }
            }
        } catch (InterruptedException e) {
            // Stopped.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void start() {
        parsing.start();
        super.start();
    }

    @Override
    public void stop() throws InterruptedException {
        super.stop();
        parsing.interrupt();
    }
}
