// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.recipes;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Uploads come by webhook and by the stream: each is handled, and once. Forged and old webhooks are not. */
@Timeout(120)
class WebhookTest extends RecipeTestSupport {

    private static final String PRIMARY = "primary-key";
    private static final String SECONDARY = "secondary-key";

    private final HttpClient http = HttpClient.newHttpClient();
    private int port;

    // What the next deliveries do.
    private volatile RuntimeException failure;
    private volatile CountDownLatch hold = new CountDownLatch(0);

    @BeforeEach
    void startRecipe() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        start();
        awaitLongPoll();
    }

    private void start() {
        start("webhook", "camel.server.enabled", "true", "camel.server.port", "" + port, "camel.server.host", "127.0.0.1",
                "webhook.primary-key", PRIMARY, "webhook.secondary-key", SECONDARY);
    }

    @Override
    void deliver(Exchange exchange) {
        super.deliver(exchange);
        RuntimeException thrown = failure;
        try {
            hold.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (thrown != null) {
            throw thrown;
        }
    }

    /** What Box sends when a file of the account was uploaded. */
    private String payload(String name) {
        return """
                {"type":"webhook_event","id":"eb0c4e06-751f-442c-86f8-fd5bb404dbec","trigger":"FILE.UPLOADED",
                 "webhook":{"id":"53","type":"webhook"},
                 "source":{"id":"%s","type":"file","name":"%s","file_version":{"type":"file_version","id":"%s"}}}"""
                .formatted(box.account().id(name), name, box.account().versionId(name));
    }

    private static Map<String, String> headers(String time, String body, String primary, String secondary) throws Exception {
        Map<String, String> headers = new TreeMap<>(Map.of("BOX-DELIVERY-ID", "462d0b0e", "BOX-DELIVERY-TIMESTAMP", time,
                "BOX-SIGNATURE-VERSION", "1", "BOX-SIGNATURE-ALGORITHM", "HmacSHA256"));
        headers.put("BOX-SIGNATURE-PRIMARY", sign(primary, body, time));
        headers.put("BOX-SIGNATURE-SECONDARY", sign(secondary, body, time));
        return headers;
    }

    // As Box documents it, apart from the code that is tested.
    private static String sign(String key, String body, String time) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal((body + time).getBytes(StandardCharsets.UTF_8)));
    }

    private static String now() {
        return OffsetDateTime.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private int post(String body) throws Exception {
        return post(body, headers(now(), body, PRIMARY, SECONDARY));
    }

    private int post(String body, Map<String, String> headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/box/webhook"))
                .timeout(Duration.ofSeconds(60)).header("Content-Type", "application/json");
        headers.forEach(request::header);
        return http.send(request.POST(HttpRequest.BodyPublishers.ofString(body)).build(), BodyHandlers.ofString()).statusCode();
    }

    /** The names of the files that were handled, in order. */
    private List<String> handled() throws IOException {
        List<String> names = new ArrayList<>();
        for (String body : bodies) {
            JsonNode json = new ObjectMapper().readTree(body);
            names.add(json.at("/source/name").asText() + (json.path("type").asText().equals("event") ? "" : " by webhook"));
        }
        return names;
    }

    /** Uploads a file that the stream does not have yet when the webhook comes. */
    private void uploadUnseen(String name) {
        box.stop();
        box.account().upload(name);
    }

    @Test
    void whatTheWebhookHasBroughtTheStreamDoesNotBringAgain() throws Exception {
        uploadUnseen("Grüße.txt");
        assertThat(post(payload("Grüße.txt"))).isEqualTo(204);
        box.start();
        box.account().upload("Other.txt");

        await().until(() -> handled().contains("Other.txt"));
        assertThat(handled()).containsExactly("Grüße.txt by webhook", "Other.txt");
    }

    @Test
    void whatNoWebhookHasBroughtTheStreamBrings() throws Exception {
        box.account().upload("Lost.txt");
        await().until(() -> handled().contains("Lost.txt"));
        awaitStoredPosition();

        // And one that comes late is a repeat, after a restart too.
        assertThat(post(payload("Lost.txt"))).isEqualTo(204);
        stop();
        start();
        assertThat(post(payload("Lost.txt"))).isEqualTo(204);
        box.account().upload("Lost.txt");
        await().until(() -> handled().size() == 2);
        assertThat(handled()).containsExactly("Lost.txt", "Lost.txt");
    }

    @Test
    void aWebhookThatFailsIsNeitherAcknowledgedNorDropsTheEvent() throws Exception {
        uploadUnseen("A.txt");
        failure = new IllegalStateException("not yet");
        assertThat(post(payload("A.txt"))).isEqualTo(500);
        failure = null;
        box.start();

        await().until(() -> handled().size() == 2);
        assertThat(handled()).containsExactly("A.txt by webhook", "A.txt");
    }

    @Test
    void anEventThatComesWhileItsWebhookIsBeingHandledIsNotDropped() throws Exception {
        uploadUnseen("A.txt");
        hold = new CountDownLatch(1);
        failure = new IllegalStateException("after all");
        CompletableFuture<Integer> webhook = CompletableFuture.supplyAsync(() -> {
            try {
                return post(payload("A.txt"));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        await().until(() -> bodies.size() == 1);
        failure = null;
        box.start();
        await().until(() -> bodies.size() == 2);
        hold.countDown();

        assertThat(webhook.get()).isEqualTo(500);
        awaitStoredPosition();
        assertThat(handled()).containsExactly("A.txt by webhook", "A.txt");
    }

    @Test
    void whileTheKeysAreChangedEitherSignatureIsEnough() throws Exception {
        uploadUnseen("A.txt");
        String body = payload("A.txt");
        assertThat(post(body, headers(now(), body, PRIMARY, "another"))).isEqualTo(204);
        box.account().upload("A.txt");
        String next = payload("A.txt");
        assertThat(post(next, headers(now(), next, "another", SECONDARY))).isEqualTo(204);

        assertThat(handled()).containsExactly("A.txt by webhook", "A.txt by webhook");
    }

    @ParameterizedTest
    @ValueSource(strings = { "wrong keys", "other body", "other time", "too old", "too new", "no time", "not a time",
            "no signature", "no headers", "no body", "other version", "other algorithm" })
    void whatIsForgedOrOldIsRejected(String how) throws Exception {
        uploadUnseen("A.txt");
        String body = payload("A.txt");
        String time = switch (how) {
            case "too old" -> OffsetDateTime.now().minusMinutes(11).toString();
            case "too new" -> OffsetDateTime.now().plusMinutes(11).toString();
            case "not a time" -> "now";
            default -> now();
        };
        String key = how.equals("wrong keys") ? "wrong" : PRIMARY;
        Map<String, String> headers = headers(time, body, key, how.equals("wrong keys") ? "wrong" : SECONDARY);
        switch (how) {
            case "other time" -> headers.put("BOX-DELIVERY-TIMESTAMP", OffsetDateTime.now().minusMinutes(1).toString());
            case "no time" -> headers.remove("BOX-DELIVERY-TIMESTAMP");
            case "no signature" -> headers.keySet().removeIf(name -> name.matches(".*(PRIMARY|SECONDARY)"));
            case "no headers" -> headers.clear();
            case "other version" -> headers.put("BOX-SIGNATURE-VERSION", "2");
            case "other algorithm" -> headers.put("BOX-SIGNATURE-ALGORITHM", "HmacSHA1");
            default -> {
                // As it is.
            }
        }
        String sent = how.equals("other body") ? body.replace("A.txt", "B.txt") : how.equals("no body") ? "" : body;
        assertThat(post(sent, headers)).isEqualTo(403);
        assertThat(bodies).isEmpty();
    }
}
