// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandboxtest;

import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.BoxSandboxExtension;
import io.github.camelbox.events.sandbox.Call;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

class BoxSandboxExtensionTest {

    @RegisterExtension
    static final BoxSandboxExtension BOX = new BoxSandboxExtension();

    private String urlBeforeTest;

    @BeforeAll
    static void runsBeforeAll() {
        assertThat(BOX.sandbox().isRunning()).isTrue();
    }

    @BeforeEach
    void isReset(BoxSandbox sandbox) {
        urlBeforeTest = sandbox.baseUrl();
        assertThat(sandbox.eventCount()).isZero();
        assertThat(sandbox.requests()).isEmpty();
        assertThat(sandbox.accessToken()).isEqualTo("sandbox-access-token");
    }

    @RepeatedTest(2)
    void everyTestStartsWithAFreshSandbox(BoxSandbox sandbox) {
        assertThat(sandbox).isSameAs(BOX.sandbox());
        assertThat(sandbox.baseUrl()).isEqualTo(urlBeforeTest);
        sandbox.accessToken("other").backlog(3);
        new Client(sandbox).options();
        assertThat(sandbox.count(Call.OPTIONS)).isEqualTo(1);
    }

    @RepeatedTest(2)
    void aStoppedSandboxIsStartedAgain(BoxSandbox sandbox) {
        sandbox.stop();
        assertThat(sandbox.isRunning()).isFalse();
    }

    @Nested
    class InNestedClasses {

        @Test
        void theSameSandboxRuns(BoxSandbox sandbox) {
            assertThat(sandbox).isSameAs(BOX.sandbox());
            assertThat(sandbox.isRunning()).isTrue();
            assertThat(sandbox.baseUrl()).isEqualTo(urlBeforeTest);
        }
    }
}
