// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.platforms;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;

import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.SandboxRequest;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Runs an application against the sandbox, and tells what works. */
final class Trial {

    static final String OK = "ok";

    /** What is in the application's properties file. */
    private static final String LIMIT_IN_FILE = "11";
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Version version;
    private final Application application;
    private final String boxEvents;
    private final Watch.Paths paths;
    private final Path rules;

    String routes = "";
    String cloudEvents = "";
    String properties = "";
    Map<String, String> outages = Map.of();

    /**
     * @param paths where the application has what is watched
     * @param rules the alert rules
     */
    Trial(Version version, Application application, String boxEvents, Watch.Paths paths, Path rules) {
        this.version = version;
        this.application = application;
        this.boxEvents = boxEvents;
        this.paths = paths;
        this.rules = rules;
    }

    /** Both routes, configured by the properties file, which takes the secret from an environment variable. */
    void routes() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(application.project().resolveSibling("disk-" + version.name()));
             BoxSandbox box = new BoxSandbox().start();
             RunningApplication running = start(box, disk.isMounted() ? disk.directory().toString() : ".", Map.of())) {
            await("two long polls", running, () -> box.openLongPolls() == 2);
            box.account().upload("Report.docx");
            arrives("Report.docx", box, running);
            routes = OK;
            if (version.hasCloudEvents()) {
                await("CloudEvent", running, () -> running.log().contains("a CloudEvent: com.box.event.ITEM_UPLOAD"));
                cloudEvents = OK;
            }
            check(box.requests(Call.EVENTS).stream().allMatch(r -> LIMIT_IN_FILE.equals(r.query("limit"))),
                    "the limit is not that of the properties file");
            properties = OK;
            await("HTTP port", running, () -> running.port() != 0);
            try (Watch watch = new Watch(running.port(), paths, rules, application.project().resolve("prometheus"))) {
                await("health that is up", running, watch::isUp);
                outages = new Outages(box, disk, running, watch, this).run(application.project().resolve("outages.txt"));
            }
            check(running.end(), "it did not end within a minute");
            check(!running.log().contains(box.tokens().clientSecret()), "the client secret is in its log");
            check(!running.log().contains(box.channel()), "the channel is in its log");
        }
    }

    /** An event has come through both routes, and its position was stored. */
    void arrives(String name, BoxSandbox box, RunningApplication running) {
        for (String route : List.of("direct", "kamelet")) {
            await("an event through " + route, running, () -> running.log().contains(route + " ITEM_UPLOAD " + name));
            await("the position of " + route, running, () -> running.position(route).contains(box.position()));
        }
    }

    /** How many checks say why, if both routes are down: Quarkus makes one of all consumers. */
    int checks() {
        return version.isQuarkus() ? 1 : 2;
    }

    /**
     * What environment variables do that are named after an option: {@code set}, {@code ignored} or {@code no start}.
     *
     * @param name  of the variable
     * @param value of the option
     * @param seen  what Box sees of the option
     */
    private String variable(String name, String value, Function<SandboxRequest, String> seen) throws Exception {
        try (BoxSandbox box = new BoxSandbox().start();
             RunningApplication running = start(box, ".", Map.of(name, value))) {
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

    private RunningApplication start(BoxSandbox box, String positions, Map<String, String> variables) throws Exception {
        Map<String, String> environment = new HashMap<>(variables);
        environment.put("BOX_BASE_URL", box.baseUrl());
        environment.put("BOX_TOKEN_URL", box.tokenUrl());
        environment.put("BOX_CLIENT_ID", box.tokens().clientId());
        environment.put("BOX_CLIENT_SECRET", box.tokens().clientSecret());
        environment.put("BOX_ENTERPRISE_ID", box.tokens().enterpriseId());
        environment.put("BOX_POSITIONS", positions);
        // Any free port, for those that have one.
        environment.put("QUARKUS_HTTP_PORT", "0");
        environment.put("SERVER_PORT", "0");
        return application.start(boxEvents, environment);
    }

    static void await(String what, RunningApplication running, Callable<Boolean> condition) {
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
