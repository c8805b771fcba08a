// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.client;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import io.github.camelbox.events.BoxEventsConsumer;
import io.github.camelbox.events.benchmark.server.Clock;
import io.github.camelbox.events.benchmark.server.Control;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** A process with a route for each of many users, each with an account of its own at the server. */
public final class StreamsClient {

    private static final int IDLE_SECONDS = 20;
    private static final int WARM_UP = 200;
    private static final int EVENTS = 400;
    private static final int LONGEST_SECONDS = 30;

    private final int streams;
    private final String url;
    private final Control control;
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final BlockingQueue<Long> arrivals = new LinkedBlockingQueue<>();

    private StreamsClient(int streams, String url, Control control) {
        this.streams = streams;
        this.url = url;
        this.control = control;
    }

    /**
     * @param arguments number of streams, what their accounts' URLs begin with, the server's control port
     */
    public static void main(String[] arguments) throws Exception {
        Uncaught.endsTheProcess();
        StreamsClient client = new StreamsClient(
                Integer.parseInt(arguments[0]), arguments[1], new Control(Integer.parseInt(arguments[2])));
        System.out.println(new ObjectMapper().writeValueAsString(client.measure()));
        System.exit(0);
    }

    private Map<String, Object> measure() throws Exception {
        Map<String, Object> result = new LinkedHashMap<>();
        context.disableJMX();
        addRoutes();
        long heap = liveHeap();
        long cpu = cpuNanos();
        long start = System.nanoTime();
        context.start();
        for (int i = 0; i < streams; i++) {
            BoxEventsConsumer consumer = (BoxEventsConsumer) context.getRoute("stream-" + i).getConsumer();
            while (!"waiting".equals(consumer.getStreamState())) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
        result.put("startMillis", (System.nanoTime() - start) / 1_000_000);
        result.put("startCpuMillis", (cpuNanos() - cpu) / 1_000_000);
        awaitPolls();
        result.put("heapBytes", liveHeap() - heap);
        result.put("rssBytes", residentBytes());
        idle(result);
        result.put("latencies", latencies());
        start = System.nanoTime();
        context.stop();
        result.put("stopMillis", (System.nanoTime() - start) / 1_000_000);
        return result;
    }

    private void addRoutes() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                for (int i = 0; i < streams; i++) {
                    from("box-events:all?accessToken=token&asUser=" + i + "&baseUrl=" + url + i + "/2.0")
                            .routeId("stream-" + i).process(exchange -> arrivals.add(Clock.micros()));
                }
            }
        });
    }

    private void awaitPolls() throws InterruptedException {
        for (int i = 0; i < streams; i++) {
            while (control.stats(account(i)).path("openPolls").asInt() != 1) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
    }

    private String account(int stream) {
        return url.substring(url.lastIndexOf('/') + 1) + stream;
    }

    private void idle(Map<String, Object> result) throws InterruptedException {
        long requests = requests();
        long start = System.nanoTime();
        long cpu = cpuNanos();
        TimeUnit.SECONDS.sleep(IDLE_SECONDS);
        result.put("idleCpu", (double) (cpuNanos() - cpu) / (System.nanoTime() - start));
        result.put("idleRequests", requests() - requests);
    }

    private long requests() {
        long sum = 0;
        for (int i = 0; i < streams; i++) {
            BoxEventsConsumer consumer = (BoxEventsConsumer) context.getRoute("stream-" + i).getConsumer();
            sum += consumer.getFetchRequests() + consumer.getConnectRequests() + consumer.getLongPollRequests();
        }
        return sum;
    }

    /** Microseconds from event to route, each event on a stream picked at random. */
    private List<Long> latencies() throws InterruptedException {
        Random random = new Random(1);
        List<Long> latencies = new ArrayList<>();
        for (int i = 0; i < WARM_UP + EVENTS; i++) {
            String account = account(random.nextInt(streams));
            control.append(account, 1);
            Long arrived = arrivals.poll(LONGEST_SECONDS, TimeUnit.SECONDS);
            if (arrived == null) {
                throw new IllegalStateException("an event has not arrived within " + LONGEST_SECONDS + " s: " + account);
            }
            long[] appended = control.times(account);
            if (i >= WARM_UP) {
                latencies.add(arrived - appended[appended.length - 1]);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return latencies;
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static long liveHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long residentBytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        return !Files.exists(status) ? 0 : Files.readAllLines(status).stream().filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", ""))).sum();
    }
}
