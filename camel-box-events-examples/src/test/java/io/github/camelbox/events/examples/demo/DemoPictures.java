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
package io.github.camelbox.events.examples.demo;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.camelbox.events.stream.StreamState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the pictures in {@code docs/images}, with the Chromium or Chrome that is on the PATH. No test by its name, so it runs
 * only when asked for:
 *
 * <pre>
 * mvn -q test -pl camel-box-events-examples -am -Dtest=DemoPictures -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
class DemoPictures {

    private static final Path IMAGES = Path.of("../docs/images");
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 956;

    @TempDir
    Path directory;

    private RunningDemo demo;
    private Chromium chromium;

    @Test
    void take() throws Exception {
        Path program = Chromium.find().orElseThrow(() -> new IllegalStateException("There is no Chromium or Chrome on the PATH"));
        try (RunningDemo running = new RunningDemo(directory.resolve("demo"), Map.of());
             Chromium browser = Chromium.start(program, directory.resolve("chromium"))) {
            demo = running;
            chromium = browser;
            takeInTheCourseOfAMinute();
        }
    }

    /** A minute with a bit of everything. */
    private void takeInTheCourseOfAMinute() throws Exception {
        chromium.size(WIDTH, HEIGHT);
        chromium.open(demo.url().toString());
        demo.awaitAllArrived();
        // First, or its latencies would be all there is in the median.
        demo.post("act/burst");
        pass(11);
        act("upload", "rename", "comment");
        pass(2);
        demo.post("fault/error");
        pass(9);
        demo.post("fault/token");
        act("upload", "move");
        demo.post("fault/repeats");
        pass(10);
        demo.post("fault/restart");
        pass(12);
        act("upload", "comment");
        awaitLit(StreamState.WAITING);
        chromium.screenshot(IMAGES.resolve("demo.png"));

        chromium.prefers("prefers-color-scheme", "dark");
        pass(3);
        demo.post("fault/limit");
        pass(2);
        awaitLit(StreamState.BACKING_OFF);
        chromium.screenshot(IMAGES.resolve("demo-dark.png"));
    }

    private void act(String... acts) throws Exception {
        for (String act : acts) {
            demo.post("act/" + act);
            pass(1);
        }
    }

    private static void pass(int seconds) throws InterruptedException {
        TimeUnit.SECONDS.sleep(seconds);
    }

    private void awaitLit(StreamState state) throws Exception {
        String lit = "document.querySelector('.node.on').dataset.state";
        while (!chromium.evaluate(lit).asText().equals(state.name())) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }
}
