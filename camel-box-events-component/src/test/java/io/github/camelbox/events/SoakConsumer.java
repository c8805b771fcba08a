// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.apache.camel.builder.RouteBuilder;

/** The JVM that {@link SoakRun} kills: a route that appends what it receives to one file, and its live heap to another. */
final class SoakConsumer {

    // Short delays, so that the time goes into events; short timeouts, so that a server that says nothing costs little.
    // Full pages come before prefetched ones.
    private static final String OPTIONS
            = "&limit=100&maxRequestsPerMinute=0&retryInitialDelay=10&retryMaxDelay=100&requestTimeout=1s"
                    + "&connectTimeout=1s&longPollTimeout=2s";

    private SoakConsumer() {
    }

    /** The events that were received, 8 bytes each: the first half of the event's id. */
    static Path received(Path directory) {
        return directory.resolve("received");
    }

    /** A line every few seconds: the time in milliseconds, and the bytes on the heap after a collection. */
    static Path heap(Path directory) {
        return directory.resolve("heap");
    }

    static Path position(Path directory) {
        return directory.resolve("box.position");
    }

    static long toNumber(String eventId) {
        return Long.parseUnsignedLong(eventId, 0, 16, 16);
    }

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[2]);
        ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "heap");
            thread.setDaemon(true);
            return thread;
        });
        sampler.scheduleAtFixedRate(() -> sampleHeap(heap(directory)), 2, 5, TimeUnit.SECONDS);
        FileChannel received
                = FileChannel.open(received(directory), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        ForkedJvm.runRoute(args[0], args[1], new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("box-events:all?positionFile=" + position(directory) + OPTIONS).process(exchange -> {
                    String id = exchange.getMessage().getHeader(BoxEventsConstants.EVENT_ID, String.class);
                    received.write(ByteBuffer.allocate(Long.BYTES).putLong(0, toNumber(id)));
                });
            }
        });
    }

    private static void sampleHeap(Path file) {
        System.gc();
        long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        try {
            Files.writeString(file, System.currentTimeMillis() + " " + used + "\n", StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
