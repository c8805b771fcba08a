// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandboxtest;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.BoxSandboxExtension;
import io.github.camelbox.events.sandbox.SimulatedAccount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class SimulatedAccountTest {

    @RegisterExtension
    static final BoxSandboxExtension BOX = new BoxSandboxExtension();

    private final BoxSandbox sandbox = BOX.sandbox();
    private final Client client = new Client(sandbox);

    @Test
    void actsAreEventsInBoxShape() {
        SimulatedAccount account = sandbox.account();
        String name = "Ünïcode \"plan\" \\ 図面.pdf";
        List<String> ids = List.of(account.upload(name), account.rename(name), account.move(name), account.comment(name),
                account.download(name), account.preview(name), account.share(name), account.delete(name),
                account.createFolder("Folder"), account.upload(name));

        JsonNode page = client.page("0");
        assertThat(Client.ids(page)).isEqualTo(ids);
        assertThat(page.findValuesAsText("event_type")).containsExactly("ITEM_UPLOAD", "ITEM_RENAME", "ITEM_MOVE",
                "COMMENT_CREATE", "ITEM_DOWNLOAD", "ITEM_PREVIEW", "ITEM_SHARED_CREATE", "ITEM_TRASH", "ITEM_CREATE",
                "ITEM_UPLOAD");
        JsonNode upload = page.get("entries").get(0);
        assertThat(upload.fieldNames()).toIterable().containsExactly("type", "event_id", "created_by", "created_at",
                "recorded_at", "event_type", "session_id", "source", "additional_details");
        assertThat(upload.get("event_id").asText()).matches("[0-9a-f]{40}");
        assertThat(upload.get("created_by").fieldNames()).toIterable().containsExactly("type", "id", "name", "login");
        assertThat(OffsetDateTime.parse(upload.get("created_at").asText()).toInstant())
                .isBetween(Instant.now().minusSeconds(60), Instant.now());
        JsonNode source = upload.get("source");
        assertThat(source.get("type").asText()).isEqualTo("file");
        assertThat(source.get("name").asText()).isEqualTo(name);
        assertThat(source.get("sha1").asText()).matches("[0-9a-f]{40}");
        assertThat(source.at("/path_collection/entries/0/name").asText()).isEqualTo("All Files");
        assertThat(source.at("/owned_by/type").asText()).isEqualTo("user");

        assertThat(page.at("/entries/1/source/name").asText()).isEqualTo("Renamed " + name);
        assertThat(page.at("/entries/2/source/parent/name").asText()).isEqualTo("Archive");
        assertThat(page.at("/entries/6/source/shared_link/url").asText()).startsWith("https://");
        // What Box's description of its API requires, and box-node-sdk with it.
        assertThat(page.at("/entries/6/source/shared_link").fieldNames()).toIterable().contains("access", "effective_access",
                "effective_permission", "is_password_enabled", "download_count", "preview_count", "permissions");
        assertThat(page.at("/entries/6/source/shared_link/permissions").fieldNames()).toIterable().contains("can_download",
                "can_preview", "can_edit");
        assertThat(page.at("/entries/7/source/item_status").asText()).isEqualTo("trashed");
        assertThat(page.at("/entries/7/source/etag").asText()).isEqualTo("3");
        assertThat(page.at("/entries/8/source/type").asText()).isEqualTo("folder");
        assertThat(page.at("/entries/8/source").has("sha1")).isFalse();
        assertThat(page.at("/entries/9/source/item_status").asText()).isEqualTo("active");
    }

    @Test
    void severalUsersActOnTheSameItems() {
        SimulatedAccount account = sandbox.account();
        account.upload("plan.pdf");
        account.as(1).rename("plan.pdf", "draft.pdf");
        account.as(2).comment("plan.pdf");

        JsonNode page = client.page("0");
        Set<String> users = new HashSet<>();
        page.get("entries").forEach(event -> users.add(event.at("/created_by/login").asText()));
        assertThat(users).hasSize(3);
        assertThat(page.at("/entries/2/source/name").asText()).isEqualTo("draft.pdf");
        assertThat(page.at("/entries/2/source/id")).isEqualTo(page.at("/entries/0/source/id"));
    }

    @Test
    void asUserSeesWhatThatUserDid() {
        SimulatedAccount account = sandbox.account();
        account.upload("plan.pdf");
        String id = account.as(1).comment("plan.pdf");
        account.burst(6);
        sandbox.publish("{\"event_id\":\"of all\"}");

        String user = account.as(1).userId();
        JsonNode page = Client.json(client.send(client.authorized("/events?stream_position=0").header("As-User", user)).body());
        assertThat(Client.ids(page)).startsWith(id).endsWith("of all");
        assertThat(page.get("entries")).filteredOn(event -> event.has("created_by"))
                .allSatisfy(event -> assertThat(event.at("/created_by/id").asText()).isEqualTo(user));
        assertThat(page.get("chunk_size").asInt()).isEqualTo(page.get("entries").size());
        assertThat(page.get("next_stream_position").asText()).isEqualTo(sandbox.position());
    }

    @Test
    void anAdministratorsLogNamesTheSameActsOtherwise() {
        SimulatedAccount account = sandbox.account();
        List<String> ids = List.of(account.upload("plan.pdf"), account.comment("plan.pdf"), account.delete("plan.pdf"));

        for (String stream : List.of("admin_logs", "admin_logs_streaming")) {
            JsonNode page = Client.json(client.events("stream_position=0&stream_type=" + stream).body());
            assertThat(Client.ids(page)).isEqualTo(ids);
            assertThat(page.findValuesAsText("event_type")).containsExactly("UPLOAD", "COMMENT_CREATE", "DELETE");
            JsonNode source = page.at("/entries/0/source");
            assertThat(source.get("item_type").asText()).isEqualTo("file");
            assertThat(source.get("item_id").asText()).isEqualTo(account.id("plan.pdf"));
            assertThat(source.at("/parent/name").asText()).isEqualTo("Projects");
            JsonNode some
                    = Client.json(client.events("stream_position=0&stream_type=" + stream + "&event_type=DELETE,LOCK").body());
            assertThat(Client.ids(some)).containsExactly(ids.get(2));
        }
    }

    @Test
    void actsFromManyThreadsAreAllKept() {
        Set<String> ids = new HashSet<>();
        List<CompletableFuture<List<String>>> users = IntStream.range(0, 8).mapToObj(user -> CompletableFuture.supplyAsync(
                () -> IntStream.range(0, 50).mapToObj(i -> sandbox.account().upload("file " + i)).toList())).toList();
        users.forEach(user -> ids.addAll(user.join()));

        assertThat(ids).hasSize(400);
        assertThat(Client.ids(client.page("0"))).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void burstIsMixed() {
        List<String> ids = sandbox.account().burst(60);

        JsonNode page = client.page("0");
        assertThat(Client.ids(page)).isEqualTo(ids);
        assertThat(new HashSet<>(page.findValuesAsText("event_type"))).hasSizeGreaterThan(5);
        Set<String> users = new HashSet<>();
        page.get("entries").forEach(event -> users.add(event.at("/created_by/login").asText()));
        assertThat(users).hasSizeGreaterThan(2);
    }

    @Test
    void aLargeBacklogIsThereAtOnceAndTheSameEachTime() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        sandbox.backlog(1_000_000);

        assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - start)).isLessThan(Duration.ofSeconds(2));
        assertThat(sandbox.eventCount()).isEqualTo(1_000_000);
        String query = "limit=500&stream_position=" + sandbox.positionAfter(999_500);
        String body = client.events(query).body();
        assertThat(client.events(query).body()).isEqualTo(body);
        assertThat(body.getBytes(StandardCharsets.UTF_8).length / 500).isBetween(1500, 2048);
        JsonNode last = Client.json(body).get("entries").get(499);
        assertThat(OffsetDateTime.parse(last.get("created_at").asText()).toInstant())
                .isCloseTo(Instant.now(), within(60, ChronoUnit.SECONDS));
    }
}
