// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandboxtest;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.BoxSandboxExtension;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import io.github.camelbox.events.sandbox.SimulatedAccount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The files, folders and users that events tell of. */
class ItemsTest {

    @RegisterExtension
    static final BoxSandboxExtension BOX = new BoxSandboxExtension();

    private final BoxSandbox sandbox = BOX.sandbox();
    private final SimulatedAccount account = sandbox.account();
    private final Client client = new Client(sandbox);

    @Test
    void aFileIsAsItsEventTells() throws Exception {
        account.upload("Grüße.txt", bytes("Hello"));

        JsonNode source = client.page("0").at("/entries/0/source");
        assertThat(get("/files/" + account.id("Grüße.txt"))).isEqualTo(source);
        assertThat(source.get("size").asInt()).isEqualTo(5);
        assertThat(source.get("sha1").asText())
                .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes("Hello"))));
    }

    @Test
    void onlyTheFieldsThatAreAskedForAreSent() {
        account.upload("a.txt");

        assertThat(get("/files/" + account.id("a.txt") + "?fields=name,size").fieldNames()).toIterable()
                .containsExactlyInAnyOrder("type", "id", "etag", "name", "size");
    }

    @Test
    void theContentIsOnAnotherHostThatNeedsNoToken() throws Exception {
        account.upload("a b.txt", bytes("Hello"));

        HttpResponse<String> content = client.send(client.authorized("/files/" + account.id("a b.txt") + "/content"));
        assertThat(content.statusCode()).isEqualTo(302);
        URI location = URI.create(content.headers().firstValue("Location").orElseThrow());
        assertThat(location.getHost()).isNotEqualTo(URI.create(sandbox.baseUrl()).getHost());
        HttpResponse<String> download = client.send(HttpRequest.newBuilder(location));
        assertThat(download.body()).isEqualTo("Hello");
        assertThat(download.headers().firstValue("Content-Disposition")).hasValue("attachment;filename*=UTF-8''a%20b.txt");
        assertThat(download.headers().firstValue("Content-Type")).hasValue("text/plain");
        assertThat(List.of(sandbox.count(Call.CONTENT), sandbox.count(Call.DOWNLOAD))).containsExactly(1L, 1L);
    }

    @Test
    void aDownloadNeedsTheAddressThatBoxGave() {
        account.upload("a.txt");

        String guessed = "/d/1/00/" + account.id("a.txt") + "/" + account.versionId("a.txt") + "/download";
        assertThat(client.send(HttpRequest.newBuilder(URI.create(sandbox.baseUrl()).resolve(guessed))).statusCode())
                .isEqualTo(404);
    }

    @Test
    void aNewVersionMovesOnAndTheOldOneIsStillThere() {
        account.upload("a.txt", bytes("one"));
        String first = account.versionId("a.txt");
        account.rename("a.txt", "b.txt");
        assertThat(account.versionId("a.txt")).isEqualTo(first);
        account.upload("a.txt", bytes("two"));

        String file = "/files/" + account.id("a.txt");
        assertThat(account.versionId("a.txt")).isNotEqualTo(first);
        assertThat(content(file + "/content")).isEqualTo("two");
        assertThat(content(file + "/content?version=" + first)).isEqualTo("one");
        assertThat(get(file + "/versions").at("/entries/0/id").asText()).isEqualTo(first);
        assertThat(get(file + "/versions").get("total_count").asInt()).isEqualTo(1);
        assertThat(status(file + "/content?version=1")).isEqualTo(404);
    }

    @Test
    void aTrashedFileIsNotThereAndAPurgedOneIsNotFound() {
        account.upload("a.txt");
        String file = "/files/" + account.id("a.txt");
        account.delete("a.txt");
        assertThat(get(file).get("code").asText()).isEqualTo("trashed");
        assertThat(status(file + "/content")).isEqualTo(404);

        account.upload("a.txt");
        assertThat(status(file)).isEqualTo(200);

        account.purge("a.txt");
        assertThat(get(file).get("code").asText()).isEqualTo("not_found");
    }

    @Test
    void theFilesOfABurstCanBeReadToo() {
        sandbox.backlog(1500);
        account.burst(500);

        JsonNode last = client.page(sandbox.positionAfter(1500)).at("/entries/490/source");
        assertThat(last.get("item_status").asText()).isEqualTo("active");
        assertThat(get("/files/" + last.get("id").asText())).isEqualTo(last);
        assertThat(content("/files/" + last.get("id").asText() + "/content").getBytes(StandardCharsets.UTF_8))
                .hasSize(last.get("size").asInt());
    }

    @Test
    void aFolderHasItsItems() {
        account.createFolder("Invoices");
        account.upload("1.pdf");
        account.upload("2.pdf");
        account.move("1.pdf", "Invoices");
        account.delete("2.pdf");
        String invoices = account.id("Invoices");

        JsonNode items = get("/folders/" + invoices + "/items");
        assertThat(items.findValuesAsText("name")).containsExactly("1.pdf");
        JsonNode projects = get(
                "/folders/" + get("/folders/" + invoices).at("/parent/id").asText() + "/items?fields=item_status,name");
        assertThat(projects.findValuesAsText("name")).containsExactly("Invoices");
        assertThat(get("/folders/0").at("/item_collection/entries").findValuesAsText("name"))
                .containsExactly("Projects", "Archive");
        assertThat(get("/files/" + account.id("1.pdf")).at("/path_collection/entries").findValuesAsText("name"))
                .containsExactly("All Files", "Invoices");
    }

    @Test
    void metadataHasItsScopeAndTemplate() {
        account.upload("a.pdf");
        account.setMetadata("a.pdf", "enterprise", "invoice", Map.of("amount", 12.5, "status", "open"));
        account.setMetadata("a.pdf", "global", "properties", Map.of("color", "red"));

        String metadata = "/files/" + account.id("a.pdf") + "/metadata";
        JsonNode invoice = get(metadata + "/enterprise/invoice");
        assertThat(invoice.get("amount").asDouble()).isEqualTo(12.5);
        assertThat(invoice.get("$scope").asText()).isEqualTo("enterprise_" + sandbox.tokens().enterpriseId());
        assertThat(get(metadata + "/enterprise_" + sandbox.tokens().enterpriseId() + "/invoice")).isEqualTo(invoice);
        assertThat(get(metadata).get("entries").findValuesAsText("$template")).containsExactly("invoice", "properties");
        assertThat(get(metadata + "/global/other").get("code").asText()).isEqualTo("instance_not_found");
    }

    @Test
    void theUsersAreThoseWhoAct() {
        JsonNode users = get("/users");
        assertThat(users.get("total_count").asInt()).isEqualTo(5);
        assertThat(users.findValuesAsText("id")).contains(account.userId(), account.as(4).userId());
        assertThat(get("/users?limit=2&offset=4").get("entries")).hasSize(1);
        assertThat(get("/users?filter_term=zoe").get("entries")).hasSize(1);
        assertThat(get("/users/me").get("id").asText()).isEqualTo(account.userId());
        String other = account.as(2).userId();
        assertThat(Client.json(client.send(client.authorized("/users/me").header("As-User", other)).body()).get("id").asText())
                .isEqualTo(other);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "/content", "/versions", "/metadata" })
    void anotherTokenGets401(String part) {
        account.upload("a.txt");

        String path = "/files/" + account.id("a.txt") + part;
        assertThat(client.send(client.authorized(path).setHeader("Authorization", "Bearer other")).statusCode()).isEqualTo(401);
    }

    @Test
    void faultsAreOfEachCallByItself() {
        account.upload("a.txt", bytes("Hello"));
        sandbox.next(Call.ITEMS, Fault.status(500)).next(Call.CONTENT, Fault.status(202).header("Retry-After", "1"))
                .next(Call.DOWNLOAD, Fault.status(503));

        String file = "/files/" + account.id("a.txt");
        assertThat(List.of(status(file), status(file + "/content"))).containsExactly(500, 202);
        assertThat(List.of(status(file), status(file + "/content"))).containsExactly(200, 302);
        assertThat(content(file + "/content")).isEmpty();
        assertThat(content(file + "/content")).isEqualTo("Hello");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private int status(String path) {
        return client.send(client.authorized(path)).statusCode();
    }

    private JsonNode get(String path) {
        return Client.json(client.send(client.authorized(path)).body());
    }

    /** Follows the redirect, without the token. */
    private String content(String path) {
        URI location = URI.create(client.send(client.authorized(path)).headers().firstValue("Location").orElseThrow());
        return client.send(HttpRequest.newBuilder(location)).body();
    }
}
