// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.SandboxRequest;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * For tests of logging in: the component has no token, but knows the sandbox's token endpoint; what is logged is captured.
 */
abstract class LoginTestSupport extends BoxEventsTestSupport {

    BoxEventsConfiguration options;
    LogCapture log;

    @BeforeEach
    void setUpLogin() {
        log = LogCapture.at(Level.TRACE).setLevel("io.github.camelbox", Level.TRACE).setLevel("org.apache.camel", Level.TRACE);
        options = component.getConfiguration();
        options.setAccessToken(null);
        options.setTokenUrl(box.tokenUrl());
    }

    @AfterEach
    void tearDownLogin() {
        context.stop();
        log.close();
    }

    /** Starts a route with the component's options and waits until it waits for events. */
    void startAndAwaitWaiting() throws Exception {
        route("box-events:all", receive());
        context.start();
        awaitWaiting();
    }

    /** Starts a route whose login fails, and gives the one line that says so. */
    String startAndAwaitFailure() throws Exception {
        route("box-events:all", receive());
        context.start();
        await().until(() -> warnings().size() == 1);
        return warnings().get(0);
    }

    /**
     * Uploads files until so many token requests were made in all, and the route has received the events.
     *
     * @return the ids of the events
     */
    List<String> uploadUntilTokenRequests(int requests) {
        List<String> ids = new ArrayList<>();
        await().pollInterval(Duration.ofMillis(50)).until(() -> {
            ids.add(box.account().upload("file-" + ids.size() + ".txt"));
            return box.count(Call.TOKEN) >= requests;
        });
        await().until(() -> received.containsAll(ids));
        return ids;
    }

    /** What was reported: the warnings but the one about the position in memory. */
    List<String> warnings() {
        return log.ofComponent(Level.WARN).stream().filter(line -> !line.contains("in memory only")).toList();
    }

    /** Whether the component has logged a line with this text. */
    boolean logged(String text) {
        return log.ofComponent().stream().anyMatch(line -> line.text().contains(text));
    }

    /** The form fields of the token requests. */
    List<Map<String, String>> forms() {
        return box.requests(Call.TOKEN).stream().map(SandboxRequest::form).toList();
    }
}
