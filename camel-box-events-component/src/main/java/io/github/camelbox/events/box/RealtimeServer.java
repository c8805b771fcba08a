// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The real-time server that {@code OPTIONS /events} hands out, and how long it is good for. Immutable.
 * <p>
 * The URL holds a channel that is a secret: {@link #toString()} leaves it out.
 *
 * @see                <a href="https://developer.box.com/reference/options-events/">Box: Get events long poll endpoint</a>
 * @param ttl          how long the URL is good for
 * @param maxRetries   how many polls the URL is good for
 * @param retryTimeout how long a poll may go without a response before the same URL is polled again
 */
public record RealtimeServer(URI url, Duration ttl, int maxRetries, Duration retryTimeout) {

    // Box's example values, for a response that lacks one or has nonsense there.
    private static final Duration DEFAULT_TTL = Duration.ofMinutes(10);
    private static final int DEFAULT_MAX_RETRIES = 10;
    private static final Duration DEFAULT_RETRY_TIMEOUT = Duration.ofSeconds(610);
    // Some connections die silently; a poll on one must end some time, whatever the response says.
    private static final double LONGEST_RETRY_TIMEOUT_SECONDS = 3600;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * Reads the response. {@code ttl}, {@code max_retries} and {@code retry_timeout} may be numbers or strings: Box's guide and
     * its OpenAPI differ. Servers that are not trusted are left out as long as one is; an exception holds no secret.
     */
    static List<RealtimeServer> parse(byte[] body, String apiHost, List<String> trustedHosts) throws IOException {
        List<RealtimeServer> servers = new ArrayList<>();
        IOException distrust = null;
        for (JsonNode entry : MAPPER.readTree(body).path("entries")) {
            try {
                servers.add(read(entry, apiHost, trustedHosts));
            } catch (IOException e) {
                distrust = distrust == null ? e : distrust;
            }
        }
        if (servers.isEmpty()) {
            throw distrust != null ? distrust : new IOException("no entries[0].url in it");
        }
        return servers;
    }

    private static RealtimeServer read(JsonNode entry, String apiHost, List<String> trustedHosts) throws IOException {
        String url = entry.path("url").asText("");
        if (url.isEmpty()) {
            throw new IOException("no entries[0].url in it");
        }
        double ttl = number(entry.path("ttl"));
        int maxRetries = (int) number(entry.path("max_retries"));
        double retryTimeout = Math.min(number(entry.path("retry_timeout")), LONGEST_RETRY_TIMEOUT_SECONDS);
        return new RealtimeServer(trusted(url, apiHost, trustedHosts),
                ttl > 0 ? seconds(ttl * 60) : DEFAULT_TTL,
                maxRetries > 0 ? maxRetries : DEFAULT_MAX_RETRIES,
                retryTimeout > 0 ? seconds(retryTimeout) : DEFAULT_RETRY_TIMEOUT);
    }

    private static double number(JsonNode node) {
        return node.isNumber() || node.isTextual() ? Math.min(node.asDouble(0), Integer.MAX_VALUE) : 0;
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis((long) Math.ceil(seconds * 1000));
    }

    private static URI trusted(String text, String apiHost, List<String> trustedHosts) throws IOException {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            // Without the cause: its message quotes the URL, and so the channel.
            throw new IOException("the URL of the real-time server is malformed");
        }
        String host = url.getHost();
        if (host == null || url.getRawUserInfo() != null) {
            throw new IOException("the URL of the real-time server has no plain host");
        }
        if (!host.equalsIgnoreCase(apiHost) && trustedHosts.stream().noneMatch(suffix -> isWithin(host, suffix))) {
            throw new IOException("the real-time server is on the host " + host
                    + ", which is not trusted: if it is Box's, add it to the option realtimeHosts");
        }
        if ("https".equalsIgnoreCase(url.getScheme())) {
            return url;
        }
        if (!"http".equalsIgnoreCase(url.getScheme())) {
            throw new IOException("the URL of the real-time server has the scheme " + url.getScheme() + " instead of https");
        }
        // Box's documentation shows http in its example; the real service speaks https.
        return Hosts.isLoopback(host) ? url : withHttps(url);
    }

    private static URI withHttps(URI url) {
        String port = url.getPort() == 80 || url.getPort() == -1 ? "" : ":" + url.getPort();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        return URI.create("https://" + url.getHost() + port + url.getRawPath() + query);
    }

    private static boolean isWithin(String host, String suffix) {
        String lower = host.toLowerCase(Locale.ROOT);
        String domain = suffix.toLowerCase(Locale.ROOT);
        return lower.equals(domain) || lower.endsWith("." + domain);
    }

    /**
     * The URL of a long poll that ends when something newer than the position exists. Without the position Box could not
     * know of what happened between the last fetch and the poll.
     */
    URI pollUrl(String position) {
        String separator = url.getRawQuery() == null ? "?" : "&";
        return URI.create(url + separator + "stream_position=" + URLEncoder.encode(position, StandardCharsets.UTF_8));
    }

    /** The query of the URL, which holds the secret channel; never null. */
    public String secret() {
        return url.getRawQuery() == null ? "" : url.getRawQuery();
    }

    /** Host and port. */
    public String authority() {
        return url.getRawAuthority().toLowerCase(Locale.ROOT);
    }

    public boolean isHttps() {
        return "https".equalsIgnoreCase(url.getScheme());
    }

    @Override
    public String toString() {
        return url.getScheme() + "://" + url.getHost() + " (ttl " + ttl + ", max_retries " + maxRetries + ", retry_timeout "
                + retryTimeout + ")";
    }
}
