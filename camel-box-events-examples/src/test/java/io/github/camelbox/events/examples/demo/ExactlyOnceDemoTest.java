// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.github.camelbox.events.examples.ExampleProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The example as users run it, with fewer kills; the command itself is the long form. */
class ExactlyOnceDemoTest {

    @TempDir
    Path directory;

    @Test
    @Timeout(180)
    void eachEventIsCountedOnceHoweverOftenTheProcessIsKilled() throws Exception {
        try (ExampleProcess demo = ExampleProcess.start(ExactlyOnceDemo.class, directory, Map.of(), directory.toString(), "1",
                "100")) {
            demo.awaitSuccess();

            // Something must have come twice, or nothing was put to the test.
            String result = "batching=%s: killed 1 times. 100 events happened. Missing: 0. Counted more than once: 0."
                    + " Delivered again and recognised: [1-9]\\d*.";
            List<String> output = demo.output();
            assertThat(output).hasSize(2);
            assertThat(output.get(0)).matches(result.formatted(false));
            assertThat(output.get(1)).matches(result.formatted(true));
        }
    }
}
