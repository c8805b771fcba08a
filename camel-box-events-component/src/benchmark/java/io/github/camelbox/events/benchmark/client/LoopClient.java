// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpOptions;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.io.HttpClientResponseHandler;

/**
 * The least that a program can do: HttpClient 5 in a loop of OPTIONS, GET and long poll, on one thread. It stores no position,
 * drops no duplicate, survives no error, and keeps to no request budget.
 */
final class LoopClient implements EventClient {

    private static final int LIMIT = 500;

    private final Function<Arrivals, PageReader> readers;
    private Thread thread;
    private String events;
    private String position;
    private PageReader reader;
    private CloseableHttpClient http;
    private volatile HttpUriRequestBase poll;
    private volatile boolean stopped;

    /**
     * @param readers makes what becomes of the pages
     */
    LoopClient(Function<Arrivals, PageReader> readers) {
        this.readers = readers;
    }

    @Override
    public void prepare(List<String> urls, String from, Arrivals arrivals) {
        events = urls.get(0) + "/2.0/events";
        position = from;
        reader = readers.apply(arrivals);
        thread = new Thread(this::run, "loop");
    }

    @Override
    public void start() {
        // In the time that is measured, as that of a route is.
        http = HttpClients.custom().disableContentCompression().disableAutomaticRetries().disableCookieManagement()
                .disableRedirectHandling().disableAuthCaching().setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(620, TimeUnit.SECONDS).build())
                .build();
        thread.start();
    }

    private void run() {
        try {
            drain();
            while (!stopped) {
                String realtime = execute(new HttpOptions(events), LoopClient::json).at("/entries/0/url").asText();
                for (int polls = 0; polls < 10 && !stopped; polls++) {
                    poll = new HttpGet(realtime + "&stream_position=" + position);
                    if (!stopped) {
                        execute(poll, LoopClient::json);
                    }
                    drain();
                }
            }
        } catch (IOException | RuntimeException e) {
            // Cut by stop().
            if (!stopped) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void drain() throws IOException {
        int received = LIMIT;
        while (received == LIMIT && !stopped) {
            PageReader.Page page = execute(
                    new HttpGet(events + "?stream_type=all&limit=" + LIMIT + "&stream_position=" + position), reader::read);
            position = page.next();
            received = page.events();
        }
    }

    private interface Content<T> {
        T read(InputStream content) throws IOException;
    }

    private static JsonNode json(InputStream content) throws IOException {
        return PageReader.MAPPER.readTree(content.readAllBytes());
    }

    private <T> T execute(HttpUriRequestBase request, Content<T> content) throws IOException {
        request.setHeader("Authorization", "Bearer token");
        HttpClientResponseHandler<T> handler = response -> content.read(response.getEntity().getContent());
        return http.execute(request, handler);
    }

    @Override
    public void stop() throws IOException, InterruptedException {
        stopped = true;
        if (poll != null) {
            poll.abort();
        }
        thread.join();
        http.close();
    }
}
