// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.client;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelbox.events.benchmark.server.Clock;
import io.github.camelbox.events.benchmark.server.Control;

/**
 * A process in which one client waits for events. It says {@code {}} when its long poll is open, and then answers the lines of
 * its standard input, each with a line of JSON: {@code report}, what has come, and {@code stop}, how the client was stopped. It
 * ends when the input does.
 */
public final class ListenClient {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ListenClient() {
    }

    /**
     * @param arguments name of the client, account, its URL, the server's control port, events to drain first, as a warm-up
     */
    public static void main(String[] arguments) throws Exception {
        Uncaught.endsTheProcess();
        ClientKind kind = ClientKind.of(arguments[0]);
        String account = arguments[1];
        String url = arguments[2];
        Control control = new Control(Integer.parseInt(arguments[3]));
        long warmUp = Long.parseLong(arguments[4]);
        if (warmUp > 0) {
            drain(kind.create(), account, url, control, warmUp);
        }
        control.reset(account, 0);
        EventClient client = kind.create();
        Arrivals arrivals = new Arrivals(Long.MAX_VALUE, true);
        client.prepare(url, "now", arrivals);
        client.start();
        awaitPoll(control, account);
        Resources ready = Resources.now();
        System.out.println("{}");
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            System.out.println(MAPPER.writeValueAsString(
                    "stop".equals(command) ? stop(client) : report(arrivals, Resources.now().cpuSecondsSince(ready))));
        }
        System.exit(0);
    }

    private static void drain(EventClient client, String account, String url, Control control, long events) throws Exception {
        control.reset(account, events);
        Arrivals arrivals = new Arrivals(events, false);
        client.prepare(url, "0", arrivals);
        client.start();
        arrivals.await();
        client.stop();
        client.close();
    }

    private static void awaitPoll(Control control, String account) {
        while (control.stats(account).path("openPolls").asInt() == 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static Map<String, Object> report(Arrivals arrivals, double cpuSeconds) {
        return Map.of("numbers", arrivals.numbers(), "times", arrivals.times(), "cpuSeconds", cpuSeconds);
    }

    private static Map<String, Object> stop(EventClient client) throws Exception {
        long calledAt = Clock.micros();
        client.stop();
        return Map.of("calledAt", calledAt, "returnedAt", Clock.micros());
    }
}
