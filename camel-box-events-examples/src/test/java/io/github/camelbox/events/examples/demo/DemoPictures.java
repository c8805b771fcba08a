// SPDX-License-Identifier: Apache-2.0
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
 * ffmpeg -framerate 6 -i camel-box-events-examples/target/frames/%03d.png -vf "scale=960:-1:flags=lanczos,split[a][b];\
 *     [a]palettegen=max_colors=64[p];[b][p]paletteuse=dither=none:diff_mode=rectangle" docs/images/demo.gif
 * </pre>
 */
class DemoPictures {

    private static final Path IMAGES = Path.of("../docs/images");
    private static final Path FRAMES = Path.of("target/frames");
    private static final int FRAMES_PER_SECOND = 6;
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 956;

    @TempDir
    Path directory;

    private RunningDemo demo;
    private Chromium chromium;

    private interface Shooting {
        void run() throws Exception;
    }

    @Test
    void stills() throws Exception {
        shoot(this::takeStills);
    }

    @Test
    void frames() throws Exception {
        shoot(this::takeFrames);
    }

    /** Of the alerts page of Prometheus, which must be on the PATH too. */
    @Test
    void alerts() throws Exception {
        try (MonitoringDemo monitored = new MonitoringDemo(directory.resolve("monitoring"));
             Chromium browser = Chromium.start(Chromium.find().orElseThrow(), directory.resolve("chromium"))) {
            monitored.awaitAllIsWell();
            monitored.fail();
            browser.size(WIDTH, 760);
            // Debian's has the classic pages only.
            browser.open(monitored.prometheus().url() + "/classic/alerts");
            pass(2);
            browser.evaluate("document.querySelector('button.show-annotations').click()");
            browser.evaluate("document.querySelector('.alert-danger.alert_header').click()");
            pass(1);
            browser.screenshot(IMAGES.resolve("prometheus-alerts.png"));
        }
    }

    private void shoot(Shooting shooting) throws Exception {
        Path program = Chromium.find().orElseThrow();
        try (RunningDemo running = new RunningDemo(directory.resolve("demo"), Map.of());
             Chromium browser = Chromium.start(program, directory.resolve("chromium"))) {
            demo = running;
            chromium = browser;
            chromium.size(WIDTH, HEIGHT);
            chromium.open(demo.url().toString());
            demo.awaitAllArrived();
            shooting.run();
        }
    }

    /** A minute with a bit of everything. */
    private void takeStills() throws Exception {
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

    private void takeFrames() throws Exception {
        pass(8);
        Map<Integer, String> clicks = Map.of(4, "act/upload", 9, "act/comment", 16, "fault/error", 50, "act/move",
                56, "fault/restart");
        long start = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            if (clicks.containsKey(i)) {
                chromium.evaluate("for (const b of document.querySelectorAll('[data-post=\"" + clicks.get(i) + "\"]'))"
                        + " { b.focus(); b.click(); }");
            }
            chromium.screenshot(FRAMES.resolve("%03d.png".formatted(i)));
            TimeUnit.NANOSECONDS.sleep(start + (i + 1) * TimeUnit.SECONDS.toNanos(1) / FRAMES_PER_SECOND - System.nanoTime());
        }
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
