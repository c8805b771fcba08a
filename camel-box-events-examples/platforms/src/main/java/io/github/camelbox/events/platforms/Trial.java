// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.platforms;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import io.github.camelbox.events.sandbox.SandboxRequest;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Runs an application against the sandbox, and tells what works. */
final class Trial {

    static final String OK = "ok";

    /** What is in the application's properties file. */
    private static final String LIMIT_IN_FILE = "11";
    /** What health shows of the 503 that the sandbox responds with. */
    private static final Pattern REASON
            = Pattern.compile("\"stream\\.error\" ?: ?\"GET [/\\\\]+events failed with 503 Service Unavailable");
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Application application;
    private final String boxEvents;
    private final String healthPath;

    String direct = "";
    String kamelet = "";
    String properties = "";
    String health = "";

    /**
     * @param healthPath where the readiness is asked for; null if the application has none
     */
    Trial(Application application, String boxEvents, String healthPath) {
        this.application = application;
        this.boxEvents = boxEvents;
        this.healthPath = healthPath;
    }

    /** Both routes, configured by the properties file, which takes the token from an environment variable. */
    void routes() throws Exception {
        try (BoxSandbox box = new BoxSandbox().start(); RunningApplication running = start(box, Map.of())) {
            await("two long polls", running, () -> box.openLongPolls() == 2);
            box.account().upload("Report.docx");

            direct = arrives("direct", box, running);
            kamelet = arrives("kamelet", box, running);
            check(box.requests(Call.EVENTS).stream().allMatch(r -> LIMIT_IN_FILE.equals(r.query("limit"))),
                    "the limit is not that of the properties file");
            properties = OK;
            if (healthPath != null) {
                health = health(box, running);
            }
            check(running.end(), "it did not end within a minute");
            check(!running.log().contains(box.accessToken()), "the access token is in its log");
            check(!running.log().contains(box.channel()), "the channel is in its log");
        }
    }

    private static String arrives(String route, BoxSandbox box, RunningApplication running) {
        await("an event through " + route, running, () -> running.log().contains(route + " ITEM_UPLOAD Report.docx"));
        await("the position of " + route, running, () -> running.position(route).contains(box.position()));
        return OK;
    }

    /** Readiness is up, says of both routes why it is down when Box fails, and is up again by itself. */
    private String health(BoxSandbox box, RunningApplication running) {
        URI uri = URI.create("http://localhost:" + running.port() + healthPath);
        HttpClient client = HttpClient.newHttpClient();
        Callable<HttpResponse<String>> health
                = () -> client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        await(uri + " to be up", running, () -> health.call().statusCode() == 200);
        box.always(Call.EVENTS, Fault.status(503));
        box.account().upload("Unseen.docx");
        // Quarkus makes one check of all consumers.
        int reasons = healthPath.startsWith("/q/") ? 1 : 2;
        await(uri + " to be down and to say why", running, () -> {
            HttpResponse<String> response = health.call();
            return response.statusCode() == 503 && REASON.matcher(response.body()).results().count() == reasons;
        });
        box.clearFaults();
        await(uri + " to be up again", running, () -> health.call().statusCode() == 200);
        return OK;
    }

    /**
     * What environment variables do that are named after an option: {@code set}, {@code ignored} or {@code no start}.
     *
     * @param name  of the variable
     * @param value of the option
     * @param seen  what Box sees of the option
     */
    private String variable(String name, String value, Function<SandboxRequest, String> seen) throws Exception {
        try (BoxSandbox box = new BoxSandbox().start(); RunningApplication running = start(box, Map.of(name, value))) {
            await("start with " + name, () -> box.openLongPolls() == 2 || running.ended());
            if (running.ended()) {
                return "no start";
            }
            return box.requests(Call.EVENTS).stream().map(seen).allMatch(value::equals) ? "set" : "ignored";
        }
    }

    /** The same of {@code CAMEL_COMPONENT_BOX_EVENTS_AS_USER} or the like, which the properties file does not have. */
    String variable(String name) throws Exception {
        return variable(name, "12345", request -> request.header("As-User"));
    }

    /** The same of a variable whose option is also in the properties file. */
    String variableOverFile() throws Exception {
        return variable("CAMEL_COMPONENT_BOX_EVENTS_LIMIT", "7", request -> request.query("limit"));
    }

    private RunningApplication start(BoxSandbox box, Map<String, String> variables) throws Exception {
        Map<String, String> environment = new HashMap<>(variables);
        environment.put("BOX_BASE_URL", box.baseUrl());
        environment.put("BOX_ACCESS_TOKEN", box.accessToken());
        // Any free port, for those that have one.
        environment.put("QUARKUS_HTTP_PORT", "0");
        environment.put("SERVER_PORT", "0");
        return application.start(boxEvents, environment);
    }

    private static void await(String what, RunningApplication running, Callable<Boolean> condition) {
        await(what, () -> running.ended() || condition.call());
        check(!running.ended(), "it ended by itself");
    }

    private static void await(String what, Callable<Boolean> condition) {
        try {
            Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(condition);
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException("no " + what, e);
        }
    }

    private static void check(boolean good, String otherwise) {
        if (!good) {
            throw new IllegalStateException(otherwise);
        }
    }
}
