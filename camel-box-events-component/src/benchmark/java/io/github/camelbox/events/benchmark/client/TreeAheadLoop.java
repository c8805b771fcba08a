// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

import com.fasterxml.jackson.core.JsonParser;

/** {@link TreeLoop} in two threads: the next page is fetched while the trees of this one are made. */
final class TreeAheadLoop extends LoopClient {

    // One that is being parsed, one that has been fetched, and one that is being fetched.
    private static final int BUFFERS = 3;
    private static final int LARGEST_PAGE = 2 << 20;

    private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(BUFFERS);
    private final BlockingQueue<Fetched> fetched = new ArrayBlockingQueue<>(BUFFERS);
    private Thread parsing;

    private record Fetched(byte[] buffer, int length) {
    }

    @Override
    PageHandler handler(Arrivals arrivals) {
        for (int i = 0; i < BUFFERS; i++) {
            free.add(new byte[LARGEST_PAGE]);
        }
        parsing = new Thread(() -> parse(arrivals), "parse");
        parsing.setDaemon(true);
        return entity -> {
            try (InputStream in = entity.getContent()) {
                byte[] buffer = free.take();
                int length = in.readNBytes(buffer, 0, buffer.length);
                // Before the other thread may hand the buffer back.
                Page page = new Page(BytesLoop.chunkSize(buffer), BytesLoop.next(buffer, length));
                fetched.put(new Fetched(buffer, length));
                return page;
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        };
    }

    private void parse(Arrivals arrivals) {
        try {
            while (true) {
                Fetched page = fetched.take();
                try (JsonParser parser = MAPPER.getFactory().createParser(page.buffer(), 0, page.length())) {
                    TreeLoop.trees(parser, event -> arrivals.event(event.path("event_id").asText()));
                }
                free.add(page.buffer());
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
