// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.server;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** What Box does on its two hosts, for one scheme: {@code OPTIONS} and {@code GET /events}, and the long poll. */
final class BoxService {

    private static final int DEFAULT_LIMIT = 100;

    private final EventTemplates templates;
    private final Function<String, EventLog> accounts;
    private final String realtime;

    /**
     * @param accounts the log of an account
     * @param realtime scheme, host and port of the real-time server
     */
    BoxService(EventTemplates templates, Function<String, EventLog> accounts, String realtime) {
        this.templates = templates;
        this.accounts = accounts;
        this.realtime = realtime;
    }

    /** A connection to the API. */
    static Listener.Connection api(Socket socket, BoxService service) throws IOException {
        OutputStream out = socket.getOutputStream();
        PageWriter pages = new PageWriter(service.templates);
        return request -> {
            EventLog log = service.accounts.apply(request.account());
            if ("OPTIONS".equals(request.method())) {
                service.options(request.account(), log, out);
            } else {
                page(request, log, pages, out);
            }
            return true;
        };
    }

    /** A connection to the real-time server. */
    static Listener.Connection realtime(Socket socket, Function<String, EventLog> accounts) {
        return request -> {
            EventLog log = accounts.apply(request.account());
            log.counters().count(log.counters().polls);
            new LongPoll(socket, log).hold(log.number(request.parameter("stream_position")));
            return false;
        };
    }

    private void options(String account, EventLog log, OutputStream out) throws IOException {
        log.counters().count(log.counters().options);
        // The types are those that every client accepts: com.box.sdk insists on max_retries as a text.
        String body = "{\"chunk_size\":1,\"entries\":[{\"type\":\"realtime_server\",\"url\":\"" + realtime + "/" + account
                + "/subscribe?channel=e9de49a73f0c93a872d7&stream_type=all\",\"ttl\":\"10\",\"max_retries\":\"10\","
                + "\"retry_timeout\":" + LongPoll.RETRY_TIMEOUT + "}]}";
        byte[] answer = ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                         + body).getBytes(StandardCharsets.US_ASCII);
        out.write(answer);
        log.counters().bytes.addAndGet(answer.length);
    }

    private static void page(Listener.Request request, EventLog log, PageWriter pages, OutputStream out) throws IOException {
        String limitText = request.parameter("limit");
        // Box's largest page: com.box.sdk asks for 800.
        int limit = Math.min(EventTemplates.COUNT, limitText == null ? DEFAULT_LIMIT : Integer.parseInt(limitText));
        long from = log.number(request.parameter("stream_position"));
        long to = Math.min(log.size(), from + limit);
        log.counters().count(log.counters().gets);
        log.counters().bytes.addAndGet(pages.write(out, log.epoch(), from, to));
    }
}
