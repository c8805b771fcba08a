/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.github.camelbox.events.sandboxtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelbox.events.sandbox.BoxSandbox;
import io.github.camelbox.events.sandbox.BoxSandboxExtension;
import io.github.camelbox.events.sandbox.Call;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

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
