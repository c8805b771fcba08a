// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.recipes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Events of an enterprise in the formats of SIEMs: valid, whatever the event looks like. */
@Timeout(120)
class SiemTest extends RecipeTestSupport {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String DOWNLOAD = """
            {"type":"event","event_id":"e-1","event_type":"DOWNLOAD","created_at":"2026-03-04T05:06:07-08:00",
             "created_by":{"type":"user","id":"2","name":"Ann","login":"ann@example.com"},"ip_address":"203.0.113.7",
             "source":{"item_type":"file","item_id":"77","item_name":"a|b=c\\\\d\\ne.txt",
                       "parent":{"type":"folder","id":"5","name":"Projects"}},
             "additional_details":{"size":123,"service_name":"Box Web"}}""";
    private static final String FAILED_LOGIN = """
            {"type":"event","event_id":"e-2","event_type":"FAILED_LOGIN","created_at":"2026-03-04T13:06:07Z",
             "created_by":{"type":"user","id":"2","name":"Ann","login":"ann@example.com"},
             "source":{"type":"user","id":"2","name":"Ann","login":"ann@example.com"},"additional_details":null}""";
    private static final String NEW_USER = """
            {"type":"event","event_id":"e-3","event_type":"NEW_USER","created_at":"2026-03-04T13:06:07Z",
             "created_by":{"type":"user","id":"1","name":"Admin","login":"admin@example.com"},
             "source":{"type":"user","id":"9","name":"Bob","login":"bob@example.com"}}""";

    // What Box is known to send, too.
    private static final List<String> ODD = List.of(
            "{\"type\":\"event\",\"event_id\":\"o-1\"}",
            "{\"type\":\"event\",\"event_id\":\"o-2\",\"event_type\":\"NEVER|HEARD=OF\",\"source\":null,\"created_by\":null}",
            "{\"type\":\"event\",\"event_id\":\"o-3\",\"event_type\":\"SHARE\",\"source\":{\"user_id\":\"1\",\"user_name\":\"B\"},"
                    + "\"additional_details\":\"{}\",\"created_at\":\"then\"}",
            "{\"type\":\"event\",\"event_id\":\"o-4\",\"event_type\":\"EDIT\",\"source\":{\"parent\":\"odd\"},"
                    + "\"created_by\":{\"id\":\"2\"},\"additional_details\":[1]}");

    private void deliver(String format, String... events) {
        start("siem", "siem.format", format);
        await().until(() -> Files.exists(positionFile()));
        for (String event : events) {
            box.publish(event);
        }
        await().until(() -> bodies.size() == events.length);
    }

    private JsonNode json(int index) throws IOException {
        return JSON.readTree(bodies.get(index));
    }

    private static JsonNode expected(String json) throws IOException {
        return JSON.readTree(json);
    }

    @Test
    void ecs() throws Exception {
        deliver("ecs", DOWNLOAD, FAILED_LOGIN, NEW_USER);

        assertThat(json(0)).isEqualTo(expected("""
                {"@timestamp":"2026-03-04T05:06:07-08:00","ecs":{"version":"8.11.0"},
                 "event":{"id":"e-1","kind":"event","provider":"box","module":"box","dataset":"box.events","action":"download",
                          "category":["file"],"type":["access"],"outcome":"success"},
                 "user":{"id":"2","name":"ann@example.com","full_name":"Ann"},"source":{"ip":"203.0.113.7"},
                 "file":{"name":"a|b=c\\\\d\\ne.txt","type":"file","size":123},
                 "box":{"source":{"id":"77","type":"file"},"parent":{"id":"5","name":"Projects"},"service":"Box Web"}}"""));
        assertThat(json(1).at("/event/category/0").asText()).isEqualTo("authentication");
        assertThat(json(1).at("/event/outcome").asText()).isEqualTo("failure");
        assertThat(json(1).has("file")).isFalse();
        assertThat(json(2).at("/event/category/0").asText()).isEqualTo("iam");
    }

    @Test
    void ocsf() throws Exception {
        deliver("ocsf", DOWNLOAD, FAILED_LOGIN, NEW_USER);

        assertThat(json(0)).isEqualTo(expected("""
                {"class_uid":6006,"category_uid":6,"activity_id":2,"type_uid":600602,"severity_id":1,"status_id":1,
                 "time":1772629567000,"metadata":{"version":"1.3.0","uid":"e-1","event_code":"DOWNLOAD",
                   "product":{"name":"Box","vendor_name":"Box"},"original_time":"2026-03-04T05:06:07-08:00"},
                 "src_endpoint":{"ip":"203.0.113.7"},
                 "actor":{"user":{"uid":"2","name":"Ann","email_addr":"ann@example.com"}},
                 "file":{"uid":"77","name":"a|b=c\\\\d\\ne.txt","type_id":1,"size":123,"parent_folder":"Projects"}}"""));
        assertThat(json(1).path("type_uid").asInt()).isEqualTo(300201);
        assertThat(json(1).path("status_id").asInt()).isEqualTo(2);
        assertThat(json(1).at("/user/email_addr").asText()).isEqualTo("ann@example.com");
        assertThat(json(2).path("type_uid").asInt()).isEqualTo(300101);
        assertThat(json(2).at("/user/uid").asText()).isEqualTo("9");
        assertThat(json(2).at("/actor/user/uid").asText()).isEqualTo("1");
    }

    @Test
    void cef() throws Exception {
        deliver("cef", DOWNLOAD, FAILED_LOGIN);

        assertThat(bodies.get(0)).isEqualTo(
                "<110>1 2026-03-04T05:06:07-08:00 - box-events - e-1 - CEF:0|Box|Box|2.0|DOWNLOAD|download|2|externalId=e-1 rt=1772629567000 suid=2 suser=ann@example.com"
                        + " src=203.0.113.7 outcome=success fileId=77 fname=a|b\\=c\\\\d\\ne.txt fileType=file fsize=123");
        assertThat(bodies.get(1)).contains("|FAILED_LOGIN|failed login|6|", "outcome=failure");
    }

    @ParameterizedTest
    @ValueSource(strings = { "ecs", "ocsf", "cef" })
    void anOddEventBecomesALineToo(String format) throws Exception {
        deliver(format, ODD.toArray(String[]::new));

        for (int i = 0; i < ODD.size(); i++) {
            assertThat(bodies.get(i)).contains("o-" + (i + 1)).doesNotContain("\n").doesNotContain("null");
            if (!format.equals("cef")) {
                assertThat(json(i).isObject()).isTrue();
            }
        }
        if (format.equals("cef")) {
            assertThat(bodies.get(0)).contains("<110>1 - - ");
            assertThat(bodies.get(1)).contains("|NEVER\\|HEARD=OF|");
        }
    }

    @Test
    void syslogGetsEachEventThoughItsServerComesLate() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        start("siem", "siem.format", "cef", "siem.to", "netty:tcp://127.0.0.1:" + port + "?textline=true&sync=false");
        await().until(() -> Files.exists(positionFile()));
        box.publish(DOWNLOAD);
        box.publish(FAILED_LOGIN);
        await().until(() -> main().getCamelContext().getInflightRepository().size() > 0);

        try (ServerSocket server = new ServerSocket(port)) {
            CompletableFuture<List<String>> lines = CompletableFuture.supplyAsync(() -> read(server, 2));
            assertThat(lines.get()).satisfiesExactly(line -> assertThat(line).contains("|DOWNLOAD|"),
                    line -> assertThat(line).contains("|FAILED_LOGIN|"));
        }
        awaitStoredPosition();
    }

    private static List<String> read(ServerSocket server, int count) {
        try (Socket socket = server.accept(); BufferedReader reader = new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            List<String> lines = new ArrayList<>();
            while (lines.size() < count) {
                lines.add(reader.readLine());
            }
            return lines;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
