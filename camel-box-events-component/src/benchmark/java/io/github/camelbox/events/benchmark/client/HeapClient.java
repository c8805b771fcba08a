// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.client;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelbox.events.benchmark.server.Control;

/** A process in which one client drains a long backlog, and prints how much of the heap was live on the way. */
public final class HeapClient {

    private static final int CHECKPOINTS = 20;

    private HeapClient() {
    }

    /**
     * @param arguments name of the client, account, its URL, the server's control port, events
     */
    public static void main(String[] arguments) throws Exception {
        Uncaught.endsTheProcess();
        EventClient client = ClientKind.of(arguments[0]).create();
        long events = Long.parseLong(arguments[4]);
        new Control(Integer.parseInt(arguments[3])).reset(arguments[1], events);
        List<Long> live = new ArrayList<>();
        Arrivals arrivals = new Arrivals(events, false) {
            @Override
            void events(int number) {
                super.events(number);
                if (count() % (events / CHECKPOINTS) < number) {
                    // Here the page of this event is live, and whatever was fetched ahead.
                    System.gc();
                    live.add(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
                }
            }
        };
        client.prepare(arguments[2], "0", arrivals);
        long start = System.nanoTime();
        client.start();
        arrivals.await();
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.println(new ObjectMapper().writeValueAsString(Map.of(
                "events", arrivals.count(), "eventsPerSecond", events / seconds, "live", live)));
        System.exit(0);
    }
}
