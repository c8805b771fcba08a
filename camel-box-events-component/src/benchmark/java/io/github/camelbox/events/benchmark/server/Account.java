// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.server;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The events of one account, the long polls that wait for more, and the requests that were made. Thread-safe. */
public final class Account {

    // Above 2^53, as those of Box.
    private static final long FIRST_POSITION = 1_152_922_976_000_000_000L;
    private static final long MINUTE_MICROS = 60_000_000;
    private static final String MESSAGE = "{\"version\":1,\"message\":\"new_change\"}";
    private static final byte[] NEW_CHANGE = ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
            + "Content-Length: " + MESSAGE.length() + "\r\n\r\n" + MESSAGE).getBytes(StandardCharsets.US_ASCII);

    private final AtomicInteger openPolls;
    private final List<Socket> waiting = new ArrayList<>();
    private final List<Long> appendedAt = new ArrayList<>();
    private final List<Long> apiRequestsAt = new ArrayList<>();
    private int epoch;
    private long size;
    private int gets;
    private int polls;

    /**
     * @param openPolls counts those of all accounts
     */
    Account(AtomicInteger openPolls) {
        this.openPolls = openPolls;
    }

    /**
     * The requests since the last reset.
     *
     * @param options       {@code OPTIONS}
     * @param gets          {@code GET /events}
     * @param polls         long polls
     * @param busiestMinute the most requests to the API ({@code OPTIONS} and {@code GET /events}) in any 60 seconds
     */
    public record Requests(int options, int gets, int polls, int busiestMinute) {

        /** What Box counts: all but long polls. */
        public int api() {
            return options + gets;
        }
    }

    /** The clock that the server and its clients share: microseconds since 1970. */
    public static long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /** The position that an event of this number follows. */
    static long position(long number) {
        return FIRST_POSITION + number;
    }

    /** The number of the event that follows a position: a page's, {@code 0} or {@code now}. */
    synchronized long number(String position) {
        if (position == null || "now".equals(position)) {
            return size;
        }
        long value = Long.parseLong(position);
        return Math.min(size, value < FIRST_POSITION ? 0 : value - FIRST_POSITION);
    }

    /** Starts over with this many events, whose ids no event had before. */
    public synchronized void reset(long events) {
        epoch++;
        size = events;
        gets = 0;
        polls = 0;
        appendedAt.clear();
        apiRequestsAt.clear();
        takeWaiting().forEach(Account::respond);
    }

    /** Appends events, and ends the long polls that wait for them. */
    public void append(int events) {
        List<Socket> woken;
        synchronized (this) {
            long now = micros();
            for (int i = 0; i < events; i++) {
                appendedAt.add(now);
            }
            size += events;
            woken = takeWaiting();
        }
        woken.forEach(Account::respond);
    }

    private List<Socket> takeWaiting() {
        List<Socket> taken = List.copyOf(waiting);
        waiting.clear();
        openPolls.addAndGet(-taken.size());
        return taken;
    }

    public synchronized int openPolls() {
        return waiting.size();
    }

    /** Responds when there is an event after the position. */
    void poll(Socket socket, String position) {
        synchronized (this) {
            polls++;
            if (number(position) >= size) {
                waiting.add(socket);
                openPolls.incrementAndGet();
                return;
            }
        }
        respond(socket);
    }

    private static void respond(Socket socket) {
        try (socket) {
            socket.getOutputStream().write(NEW_CHANGE);
        } catch (IOException e) {
            // The client closed the connection first.
        }
    }

    /** Counts a request to the API. */
    synchronized void count(boolean get) {
        apiRequestsAt.add(micros());
        gets += get ? 1 : 0;
    }

    synchronized int epoch() {
        return epoch;
    }

    /** When the events were appended: the microseconds of each, in order. */
    public synchronized List<Long> appendedAt() {
        return List.copyOf(appendedAt);
    }

    /** When the API was asked: the microseconds of each request. */
    public synchronized List<Long> apiRequestsAt() {
        return List.copyOf(apiRequestsAt);
    }

    public synchronized Requests requests() {
        int busiestMinute = 0;
        int from = 0;
        for (int to = 0; to < apiRequestsAt.size(); to++) {
            while (apiRequestsAt.get(to) - apiRequestsAt.get(from) >= MINUTE_MICROS) {
                from++;
            }
            busiestMinute = Math.max(busiestMinute, to - from + 1);
        }
        return new Requests(apiRequestsAt.size() - gets, gets, polls, busiestMinute);
    }
}
