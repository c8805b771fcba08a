// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.http.Response;

/** Drives the sandbox over HTTP: what {@link BoxSandbox} offers in Java, with {@code curl}. Thread-safe. */
final class SandboxControl {

    static final String PATH = "/sandbox/";
    private static final String FILES = "files/";

    /** Does it, and returns what there is to say of it. */
    private interface Action {
        ObjectNode run(Parameters parameters);
    }

    /** What an activity does with an item. Returns the event's id. */
    private interface ItemActivity {
        String run(SimulatedAccount account, String name);
    }

    private record Command(List<String> parameters, Action action) {
    }

    private final BoxSandbox sandbox;
    private final JwtConfig jwt;
    private final Map<String, Command> commands = new LinkedHashMap<>();

    SandboxControl(BoxSandbox sandbox) {
        this.sandbox = sandbox;
        this.jwt = new JwtConfig(sandbox.tokens());
        activities();
        command("folder", List.of("name", "user"), p -> event(p, SimulatedAccount::createFolder));
        command("purge", List.of("name"), p -> {
            sandbox.account().purge(p.required("name"));
            return done();
        });
        command("metadata", List.of("name", "scope", "template", "field", "value"), p -> {
            sandbox.account().setMetadata(p.required("name"), p.get("scope", "enterprise"), p.required("template"),
                    Map.of(p.required("field"), p.required("value")));
            return done();
        });
        command("burst", List.of("n"), p -> {
            sandbox.account().burst(p.number("n", 100));
            return done();
        });
        command("backlog", List.of("n"), p -> {
            sandbox.backlog(p.number("n", 1000));
            return done();
        });
        faults();
        command("settings", SettingsCommand.NAMES, p -> {
            p.values().forEach((name, value) -> SettingsCommand.set(sandbox, name, p));
            return done();
        });
        command("expire-token", List.of(), p -> {
            sandbox.tokens().revokeAccessTokens();
            sandbox.accessToken(TokenIssuer.newToken("access"));
            return done().put("access_token", sandbox.accessToken());
        });
        command("outage", List.of("seconds"), p -> {
            outage(p.seconds("seconds", 3));
            return done();
        });
        command("reset", List.of(), p -> {
            sandbox.reset();
            jwt.register();
            return done();
        });
    }

    private void command(String name, List<String> parameters, Action action) {
        commands.put(name, new Command(parameters, action));
    }

    private void activities() {
        Map<String, ItemActivity> ofItems = new LinkedHashMap<>();
        ofItems.put("upload", SimulatedAccount::upload);
        ofItems.put("comment", SimulatedAccount::comment);
        ofItems.put("download", SimulatedAccount::download);
        ofItems.put("preview", SimulatedAccount::preview);
        ofItems.put("share", SimulatedAccount::share);
        ofItems.put("delete", SimulatedAccount::delete);
        ofItems.forEach((name, activity) -> command(name, List.of("name", "user"), p -> event(p, activity)));
        command("rename", List.of("name", "to", "user"), p -> event(p,
                (account, name) -> p.has("to") ? account.rename(name, p.required("to")) : account.rename(name)));
        command("move", List.of("name", "to", "user"), p -> event(p,
                (account, name) -> p.has("to") ? account.move(name, p.required("to")) : account.move(name)));
    }

    private void faults() {
        command("fault", FaultCommand.PARAMETERS, p -> {
            FaultCommand.run(sandbox, p);
            return done();
        });
        command("clear-faults", List.of(), p -> {
            sandbox.clearFaults();
            return done();
        });
        command("cut", List.of("message"), p -> {
            sandbox.answerLongPolls(p.has("message") ? Fault.message(p.required("message")) : Fault.reset());
            return done();
        });
    }

    private ObjectNode event(Parameters parameters, ItemActivity activity) {
        String name = parameters.required("name");
        String eventId = activity.run(sandbox.account().as(parameters.number("user", 0)), name);
        return done().put("event_id", eventId).put("item_id", sandbox.account().id(name));
    }

    private ObjectNode done() {
        return JsonText.object().put("position", sandbox.position());
    }

    // The response to this request must have left before.
    private void outage(Duration time) {
        CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS).execute(() -> {
            sandbox.stop();
            CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS).execute(sandbox::start);
        });
    }

    /**
     * Answers a request.
     *
     * @param path the request's, and its query as decoded parameters
     * @param form of a body that is a form; else empty
     */
    Response answer(String method, String path, Map<String, String> query, Map<String, String> form, byte[] body) {
        try {
            return route(method, path, query, form, body);
        } catch (IllegalArgumentException | NoSuchElementException e) {
            return text(400, e.getMessage());
        }
    }

    private Response route(String method, String path, Map<String, String> query, Map<String, String> form, byte[] body) {
        if ("/".equals(path)) {
            return Answers.bytes(page(), "text/html; charset=utf-8", "inline");
        }
        String name = path.substring(PATH.length());
        switch (name) {
            case "state" -> {
                return Answers.json(200, new SandboxState(sandbox).json().toPrettyString() + "\n");
            }
            case "jwt-config" -> {
                return Answers.json(200, jwt.json() + "\n");
            }
            case "publish" -> {
                sandbox.publish(Utf8Text.decode(body));
                return Answers.json(200, done() + "\n");
            }
            default -> {
                return name.startsWith(FILES) ? upload(method, name.substring(FILES.length()), query, body)
                        : run(method, name, query, form);
            }
        }
    }

    private Response upload(String method, String encodedName, Map<String, String> query, byte[] body) {
        if (!"PUT".equals(method)) {
            return text(405, "Upload with PUT, as curl -T FILE does");
        }
        Parameters parameters = new Parameters("files", List.of("user"), query);
        SimulatedAccount account = sandbox.account().as(parameters.number("user", 0));
        String name = SandboxService.decode(encodedName.replace("+", "%2B"));
        String eventId = account.upload(name, body);
        return Answers.json(200, done().put("event_id", eventId).put("item_id", account.id(name)) + "\n");
    }

    private Response run(String method, String name, Map<String, String> query, Map<String, String> form) {
        Command command = commands.get(name);
        if (command == null) {
            return text(404, "No such command: '" + name + "'. There are " + String.join(", ", commands.keySet())
                    + ", publish, files/NAME, state, jwt-config");
        } else if (!"POST".equals(method)) {
            return text(405, "Use POST for " + name + ": curl -X POST …");
        }
        Map<String, String> all = new HashMap<>(query);
        all.putAll(form);
        return Answers.json(200, command.action().run(new Parameters(name, command.parameters(), all)) + "\n");
    }

    private static Response text(int status, String text) {
        return Answers.scripted(Fault.status(status, text + "\n").contentType("text/plain; charset=utf-8"));
    }

    private static byte[] page() {
        try (InputStream page = SandboxControl.class.getResourceAsStream("page.html")) {
            return page.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The parameters of a command.
     *
     * @param values of the query and the form
     */
    record Parameters(String command, List<String> known, Map<String, String> values) {

        Parameters {
            for (String name : values.keySet()) {
                if (!known.contains(name)) {
                    throw new IllegalArgumentException("The command " + command + " has no parameter '" + name + "'. It takes "
                            + (known.isEmpty() ? "none" : String.join(", ", known)));
                }
            }
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }

        boolean has(String name) {
            return values.containsKey(name);
        }

        String get(String name, String otherwise) {
            return values.getOrDefault(name, otherwise);
        }

        String required(String name) {
            String value = values.get(name);
            if (value == null || value.isEmpty()) {
                throw new IllegalArgumentException("The command " + command + " needs the parameter '" + name + "'");
            }
            return value;
        }

        int number(String name, int otherwise) {
            try {
                int number = has(name) ? Integer.parseInt(values.get(name)) : otherwise;
                if (number >= 0) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // said below
            }
            throw new IllegalArgumentException("Not a number: " + name + "=" + values.get(name));
        }

        Duration seconds(String name, double otherwise) {
            try {
                double seconds = has(name) ? Double.parseDouble(values.get(name)) : otherwise;
                if (seconds >= 0 && seconds < Integer.MAX_VALUE) {
                    return Duration.ofMillis((long) (seconds * 1000));
                }
            } catch (NumberFormatException e) {
                // said below
            }
            throw new IllegalArgumentException("Not a number of seconds: " + name + "=" + values.get(name));
        }

        boolean flag(String name) {
            return "true".equals(values.get(name));
        }
    }
}
