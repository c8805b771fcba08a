// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.net.URLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.http.Response;

/** Answers the calls for files, folders and users. Thread-safe. */
final class ItemsApi {

    /** What a download's address begins with; it needs no access token. */
    static final String DOWNLOAD_PATH = "/d/1/";

    private static final Pattern ITEM = Pattern.compile("/2\\.0/(files|folders)/(\\d{1,18})(?:/(\\w+)(?:/(\\w+)/(\\w+))?)?");
    private static final Pattern USERS = Pattern.compile("/2\\.0/users(?:/(\\w+))?");
    private static final Pattern DOWNLOAD = Pattern.compile(DOWNLOAD_PATH + "([0-9a-f]+)/(\\d{1,18})/(\\d{1,18})/download");
    private static final String ENTERPRISE = "enterprise";
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;

    private final AccountItems items;
    private final Supplier<String> downloadAddress;
    private final String secret;
    private final Supplier<String> enterpriseId;

    /**
     * @param downloadAddress another host than that of the API
     * @param secret          hexadecimal digits that make the addresses of downloads hard to guess
     */
    ItemsApi(AccountItems items, Supplier<String> downloadAddress, String secret, Supplier<String> enterpriseId) {
        this.items = items;
        this.downloadAddress = downloadAddress;
        this.secret = secret;
        this.enterpriseId = enterpriseId;
    }

    Response answer(SandboxRequest request) {
        Matcher users = USERS.matcher(request.path());
        if (users.matches()) {
            return users(users.group(1), request);
        }
        Matcher item = ITEM.matcher(request.path());
        if (!item.matches()) {
            return Answers.notFound();
        }
        long id = Long.parseLong(item.group(2));
        boolean folder = "folders".equals(item.group(1));
        String part = item.group(3) == null ? "" : item.group(3);
        if (folder && (id == 0 || id == AccountItems.PROJECTS_ID || id == AccountItems.ARCHIVE_ID)) {
            return folder(standing(id), id, part, request);
        }
        Activity last = items.last(id);
        if (last == null || last.item().folder() != folder) {
            return Answers.notFound();
        } else if (last.item().trashed()) {
            return Answers.json(404, JsonText.boxError(404, "trashed", "Item is trashed"));
        }
        return folder ? folder(json(last), id, part, request) : file(last, part, item.group(4), item.group(5), request);
    }

    private Response file(Activity last, String part, String scope, String template, SandboxRequest request) {
        return switch (part) {
            case "" -> Answers.json(200, onlyFields(json(last), request).toString());
            case "content" -> content(last.item(), request.query("version"));
            case "versions" -> versions(last, request);
            case "metadata" -> scope == null ? allMetadata(last.item().id()) : metadata(last.item().id(), scope, template);
            default -> Answers.notFound();
        };
    }

    private Response content(Activity.Item file, String versionId) {
        FileVersion version = versionId == null ? file.currentVersion() : version(file, versionId);
        if (version == null) {
            return Answers.notFound();
        }
        return Answers.scripted(Fault.status(302).header("Location", downloadAddress.get() + DOWNLOAD_PATH + secret + "/"
                + file.id() + "/" + version.id() + "/download"));
    }

    private static FileVersion version(Activity.Item file, String id) {
        return file.versions().stream().filter(version -> Long.toString(version.id()).equals(id)).findFirst().orElse(null);
    }

    /** The bytes of a file: a trashed one's too, as long as the address is known. */
    Response download(SandboxRequest request) {
        Matcher path = DOWNLOAD.matcher(request.path());
        Activity last = path.matches() && secret.equals(path.group(1)) ? items.last(Long.parseLong(path.group(2))) : null;
        FileVersion version = last == null ? null : version(last.item(), path.group(3));
        if (version == null) {
            return Answers.notFound();
        }
        String name = JsonText.read(last.item().nameJson()).asText();
        String type = URLConnection.guessContentTypeFromName(name);
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        return Answers.bytes(version.content(), type == null ? "application/octet-stream" : type,
                "attachment;filename*=UTF-8''" + encoded);
    }

    /** Those before the current one, as Box does. */
    private static Response versions(Activity last, SandboxRequest request) {
        List<FileVersion> versions = last.item().versions();
        List<JsonNode> past = new ArrayList<>();
        for (FileVersion version : versions.subList(0, versions.size() - 1)) {
            past.add(0, JsonText.object().put("type", "file_version").put("id", Long.toString(version.id()))
                    .put("sha1", version.sha1()).put("size", version.content().length)
                    .<ObjectNode> set("name", JsonText.read(last.item().nameJson())));
        }
        return page(past, request);
    }

    private Response allMetadata(long id) {
        ObjectNode page = JsonText.object();
        ArrayNode entries = page.putArray("entries");
        items.metadata(id).forEach((key, fields) -> entries.add(instance(id, key.split("/")[0], key.split("/")[1], fields)));
        return Answers.json(200, page.put("limit", 100).toString());
    }

    private Response metadata(long id, String scope, String template) {
        String family = scope.equals(enterpriseScope()) ? ENTERPRISE : scope;
        String fields = items.metadata(id).get(family + "/" + template);
        return fields == null
                ? Answers.json(404, JsonText.boxError(404, "instance_not_found", "Template instance not found"))
                : Answers.json(200, instance(id, family, template, fields).toString());
    }

    private String enterpriseScope() {
        return ENTERPRISE + "_" + enterpriseId.get();
    }

    private ObjectNode instance(long id, String scope, String template, String fields) {
        String name = ENTERPRISE.equals(scope) ? enterpriseScope() : scope;
        ObjectNode instance = ((ObjectNode) JsonText.read(fields)).put("$parent", "file_" + id).put("$template", template)
                .put("$scope", name);
        return instance.put("$version", 0).put("$canEdit", true);
    }

    private Response folder(ObjectNode folder, long id, String part, SandboxRequest request) {
        List<JsonNode> entries = new ArrayList<>();
        if (id == 0) {
            entries.add(mini(standing(AccountItems.PROJECTS_ID)));
            entries.add(mini(standing(AccountItems.ARCHIVE_ID)));
        }
        items.in(id).forEach(last -> entries.add(request.query("fields") == null ? mini(json(last))
                : onlyFields(json(last), request)));
        return switch (part) {
            case "" -> {
                folder.set("item_collection", JsonText.object().put("total_count", entries.size())
                        .set("entries", JsonText.array(entries)));
                yield Answers.json(200, onlyFields(folder, request).toString());
            }
            case "items" -> page(entries, request);
            default -> Answers.notFound();
        };
    }

    /** One of the three folders that are always there. */
    private static ObjectNode standing(long id) {
        String name = id == 0 ? "All Files" : id == AccountItems.PROJECTS_ID ? "Projects" : "Archive";
        ObjectNode folder = JsonText.object().put("type", "folder").put("id", Long.toString(id));
        folder.put("sequence_id", id == 0 ? null : "1").put("etag", id == 0 ? null : "1").put("name", name);
        ObjectNode path = folder.putObject("path_collection").put("total_count", id == 0 ? 0 : 1);
        ArrayNode parents = path.putArray("entries");
        if (id != 0) {
            ObjectNode root = mini(standing(0));
            parents.add(root);
            folder.set("parent", root);
        }
        return folder.put("item_status", "active");
    }

    private static ObjectNode json(Activity last) {
        return (ObjectNode) JsonText.read(EventRenderer.item(last));
    }

    private static ObjectNode mini(ObjectNode item) {
        return item.deepCopy().retain("type", "id", "file_version", "sequence_id", "etag", "sha1", "name");
    }

    private static ObjectNode onlyFields(ObjectNode item, SandboxRequest request) {
        String fields = request.query("fields");
        if (fields != null) {
            Set<String> kept = new HashSet<>(Set.of("type", "id", "etag"));
            kept.addAll(List.of(fields.split("\\s*,\\s*")));
            item.retain(kept);
        }
        return item;
    }

    private static Response users(String id, SandboxRequest request) {
        String asked = request.header("As-User");
        Stream<JsonNode> all = Activity.User.all().map(ItemsApi::user);
        if (id == null) {
            String term = request.query().getOrDefault("filter_term", "");
            return page(all.filter(user -> startsWith(user, "name", term) || startsWith(user, "login", term)).toList(),
                    request);
        }
        String wanted = !"me".equals(id) ? id : asked != null ? asked : Activity.User.number(0).id();
        return all.filter(user -> user.get("id").asText().equals(wanted)).findFirst()
                .map(user -> Answers.json(200, user.toString())).orElseGet(Answers::notFound);
    }

    private static JsonNode user(Activity.User user) {
        return ((ObjectNode) JsonText.read(new String(user.json(), StandardCharsets.UTF_8))).put("status", "active")
                .put("language", "en");
    }

    private static boolean startsWith(JsonNode user, String field, String term) {
        return user.get(field).asText().regionMatches(true, 0, term, 0, term.length());
    }

    private static Response page(List<? extends JsonNode> all, SandboxRequest request) {
        Map<String, String> query = request.query();
        int offset;
        int limit;
        try {
            offset = Math.max(0, Integer.parseInt(query.getOrDefault("offset", "0")));
            limit = Math.min(MAX_LIMIT, Math.max(0, Integer.parseInt(query.getOrDefault("limit", "" + DEFAULT_LIMIT))));
        } catch (NumberFormatException e) {
            return Answers.badRequest("Invalid value for 'offset' or 'limit'");
        }
        List<? extends JsonNode> part = all.stream().skip(offset).limit(limit).toList();
        return Answers.json(200, JsonText.object().put("total_count", all.size()).put("offset", offset).put("limit", limit)
                .set("entries", JsonText.array(part)).toString());
    }
}
