// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.client;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpOptions;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/**
 * The least that a program can do: HttpClient 5 in a loop of OPTIONS, GET and long poll, on one thread. It stores no position,
 * drops no duplicate, survives no error, and keeps to no request budget. What becomes of a page is the subclass's.
 */
abstract class LoopClient implements EventClient, Runnable {

    static final ObjectMapper MAPPER = new ObjectMapper();

    private static final int LIMIT = 500;

    private Thread thread;
    private String events;
    private String position;
    private CloseableHttpClient http;
    private volatile HttpUriRequestBase polling;
    private volatile boolean stopped;
    private PageHandler page;

    @Override
    public void prepare(String url, String from, Arrivals arrivals) {
        events = url + "/2.0/events";
        position = from;
        http = HttpClients.custom().disableContentCompression().disableAutomaticRetries().disableCookieManagement()
                .disableRedirectHandling().disableAuthCaching().setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(620, TimeUnit.SECONDS).build()).build();
        thread = new Thread(this, "loop");
        page = handler(arrivals);
    }

    /** What is done with each page. */
    abstract PageHandler handler(Arrivals arrivals);

    /** Reads a page. */
    interface PageHandler {

        /** Reads the whole answer, and says how many events it had and where it goes on. */
        Page read(HttpEntity entity) throws IOException;
    }

    /** Reads the event at whose first token the parser is. */
    interface EventReader {

        void read(JsonParser parser) throws IOException;
    }

    /** Reads a page, event by event. */
    static Page page(JsonParser parser, EventReader reader) throws IOException {
        String next = null;
        int events = 0;
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "next_stream_position" -> next = parser.getText();
                case "entries" -> {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        reader.read(parser);
                        events++;
                    }
                }
                default -> parser.skipChildren();
            }
        }
        return new Page(events, next);
    }

    /** What the loop has to know of a page. */
    record Page(int events, String next) {
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void run() {
        try {
            drain();
            while (!stopped) {
                String realtime = realtimeUrl();
                for (int polls = 0; polls < 10 && !stopped; polls++) {
                    poll(realtime);
                    drain();
                }
            }
        } catch (IOException | RuntimeException e) {
            if (!stopped) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void drain() throws IOException {
        int received = LIMIT;
        while (received == LIMIT && !stopped) {
            Page read = get(events + "?stream_type=all&limit=" + LIMIT + "&stream_position=" + position, page);
            position = read.next();
            received = read.events();
        }
    }

    private String realtimeUrl() throws IOException {
        JsonNode answer = http.execute(authorized(new HttpOptions(events)), response -> MAPPER.readTree(
                EntityUtils.toByteArray(response.getEntity())));
        return answer.path("entries").path(0).path("url").asText();
    }

    private void poll(String realtime) throws IOException {
        HttpUriRequestBase request = new HttpGet(realtime + "&stream_position=" + position);
        polling = request;
        if (!stopped) {
            http.execute(request, response -> MAPPER.readTree(EntityUtils.toByteArray(response.getEntity())));
        }
        polling = null;
    }

    private Page get(String url, PageHandler handler) throws IOException {
        return http.execute(authorized(new HttpGet(url)), response -> handler.read(response.getEntity()));
    }

    private static HttpUriRequestBase authorized(HttpUriRequestBase request) {
        request.setHeader("Authorization", "Bearer token");
        return request;
    }

    @Override
    public void stop() throws InterruptedException {
        stopped = true;
        HttpUriRequestBase request = polling;
        if (request != null) {
            request.abort();
        }
        thread.join();
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
