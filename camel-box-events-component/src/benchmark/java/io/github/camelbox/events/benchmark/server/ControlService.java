// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.server;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * The port by which a benchmark steers the server and reads what it saw.
 * <ul>
 * <li>{@code POST /reset/ACCOUNT?events=N}: the account's log begins anew with N events
 * <li>{@code POST /append/ACCOUNT?events=N}
 * <li>{@code POST /plan/}, a line {@code MILLISECOND ACCOUNT EVENTS} for each append to come, in the order of time
 * <li>{@code GET /planned/}: how many of those are still to come
 * <li>{@code GET /stats/ACCOUNT}: a JSON object of counters
 * <li>{@code GET /times/ACCOUNT}: when the events were appended, a JSON array
 * </ul>
 */
final class ControlService {

    private final Function<String, EventLog> accounts;
    private volatile int planned;

    ControlService(Function<String, EventLog> accounts) {
        this.accounts = accounts;
    }

    Listener.Connection connected(Socket socket) {
        return request -> {
            String path = request.target().substring(1);
            String account = path.substring(path.indexOf('/') + 1).replaceAll("\\?.*", "");
            byte[] body = answer(request, account).getBytes(StandardCharsets.UTF_8);
            byte[] header = ("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
            byte[] answer = new byte[header.length + body.length];
            System.arraycopy(header, 0, answer, 0, header.length);
            System.arraycopy(body, 0, answer, header.length, body.length);
            socket.getOutputStream().write(answer);
            return true;
        };
    }

    private String answer(Listener.Request request, String account) throws IOException {
        switch (request.account()) {
            case "reset" -> accounts.apply(account).reset(Long.parseLong(request.parameter("events")));
            case "append" -> accounts.apply(account).append(Integer.parseInt(request.parameter("events")));
            case "plan" -> carryOut(request.body());
            case "planned" -> {
                return String.valueOf(planned);
            }
            case "stats" -> {
                EventLog log = accounts.apply(account);
                Map<String, Long> stats = new TreeMap<>(log.counters().values());
                stats.put("openPolls", (long) log.waiting());
                stats.put("size", log.size());
                return stats.toString().replaceAll("(\\w+)=", "\"$1\":");
            }
            case "times" -> {
                return accounts.apply(account).appendedAt().toString();
            }
            default -> throw new IOException("unknown: " + request.target());
        }
        return "{}";
    }

    private void carryOut(String plan) {
        String[] lines = plan.split("\n");
        planned = lines.length;
        Thread thread = new Thread(() -> {
            long start = System.nanoTime();
            for (String line : lines) {
                String[] words = line.split(" ");
                long due = start + TimeUnit.MILLISECONDS.toNanos(Long.parseLong(words[0]));
                for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                accounts.apply(words[1]).append(Integer.parseInt(words[2]));
                planned--;
            }
        }, "plan");
        thread.setDaemon(true);
        thread.start();
    }
}
