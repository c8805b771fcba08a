// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.github.camelbox.events.BoxEventsComponent;
import io.github.camelbox.events.BoxEventsConfiguration;
import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.BoxSandboxExtension;
import org.apache.camel.CamelContext;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A test on the sandbox, with a directory of its own. */
public abstract class SandboxTestSupport {

    @RegisterExtension
    static final BoxSandboxExtension SANDBOX = new BoxSandboxExtension();

    @TempDir
    protected Path directory;

    protected final BoxSandbox box = SANDBOX.sandbox();

    protected static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(20));
    }

    /** Sets on the component what it takes to reach the sandbox. */
    protected void logIn(CamelContext context) {
        BoxEventsConfiguration options = context.getComponent("box-events", BoxEventsComponent.class).getConfiguration();
        options.setBaseUrl(box.baseUrl());
        options.setAccessToken(box.accessToken());
    }

    protected Path positionFile() {
        return directory.resolve("box.position");
    }

    protected void awaitLongPoll() {
        await().until(() -> box.openLongPolls() == 1);
    }

    /** Waits until the position after the last event is stored. */
    protected void awaitStoredPosition() {
        await().until(() -> Files.readString(positionFile()).contains(box.position()));
    }
}
