// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelbox.events.stream.StreamState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The page of the demo in a browser. Pictures of it are in {@code target/screenshots} afterwards;
 * {@code docs/images} has some of them.
 */
class LivePageInChromiumTest {

    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 1350;

    @TempDir
    static Path directory;

    private static RunningDemo demo;
    private static Chromium chromium;

    @BeforeAll
    static void open() throws Exception {
        Optional<Path> program = Chromium.find();
        assumeTrue(program.isPresent(),
                "There is no Chromium or Chrome on the PATH, so the page is not tested in a browser");
        demo = new RunningDemo(directory.resolve("demo"), Map.of());
        chromium = Chromium.start(program.get(), directory.resolve("chromium"));
        chromium.size(WIDTH, HEIGHT);
        chromium.call("Page.enable", Map.of());
        chromium.call("Page.addScriptToEvaluateOnNewDocument",
                Map.of("source", "window.errors = []; addEventListener('error', event => errors.push(event.message))"));
        open(demo);
    }

    @AfterAll
    static void close() throws Exception {
        if (chromium != null) {
            chromium.close();
        }
        if (demo != null) {
            demo.close();
        }
    }

    private static String text(String selector) throws Exception {
        return chromium.evaluate("(document.querySelector('" + selector + "') || {textContent: ''}).textContent").asText();
    }

    private static long number(String selector) throws Exception {
        return Long.parseLong(text(selector).replace(",", ""));
    }

    private static void click(String command) throws Exception {
        chromium.evaluate("document.querySelector('[data-post=\"" + command + "\"]').click()");
    }

    private static void awaitLit(StreamState state) {
        await().atMost(LONG).until(() -> text(".node.on .name").equals(state.toString()));
    }

    private static void awaitAllArrived() {
        await().atMost(LONG).until(() -> number("#arrived") == number("#happened") && number("#onTheWay") == 0);
    }

    private static void noErrors() throws Exception {
        assertThat(chromium.evaluate("errors")).isEmpty();
    }

    @Test
    void anUploadByKeyboardIsSeen() throws Exception {
        chromium.evaluate("document.activeElement.blur()");
        chromium.press("Tab", 9, "");
        assertThat(chromium.evaluate("document.activeElement.dataset.post").asText()).isEqualTo("act/upload");

        chromium.press("Enter", 13, "\r");

        await().atMost(LONG).until(() -> text("tr.you").contains("ITEM_UPLOAD"));
        assertThat(text("tr.you")).contains("Report", "ms");
        noErrors();
    }

    @Test
    void anErrorIsSeenAndItsEnd() throws Exception {
        click("act/upload");
        click("fault/restart");
        awaitLit(StreamState.BACKING_OFF);
        await().atMost(LONG).until(() -> !text("#error").isEmpty());
        // The hint is what the demo responds to a button that it cannot serve.
        await().atMost(LONG).untilAsserted(() -> assertThat(number("#onTheWay")).as(text("#hint")).isPositive());
        chromium.screenshot(SCREENSHOTS.resolve("error.png"));

        awaitLit(StreamState.WAITING);
        awaitAllArrived();
        assertThat(text("#error")).isEmpty();
        assertThat(text("#lost")).isEqualTo("0");
        assertThat(text("tr.fault")).contains("You: Restart Box");
        assertThat(text("#lines li.WARN")).contains("Retrying in");
        noErrors();
    }

    @Test
    void aBurstIsSeen() throws Exception {
        long happened = number("#happened");
        click("act/burst");

        await().atMost(LONG).untilAsserted(
                () -> assertThat(number("#happened")).as(text("#hint")).isGreaterThanOrEqualTo(happened + Visitor.BURST));
        awaitAllArrived();
        assertThat(text("#lost")).isEqualTo("0");
        noErrors();
    }

    @Test
    void itFitsAnyWindowAndScheme() throws Exception {
        try {
            for (String scheme : new String[] { "light", "dark" }) {
                chromium.prefers("prefers-color-scheme", scheme);
                for (int width : new int[] { 360, 768, WIDTH }) {
                    chromium.size(width, HEIGHT);
                    JsonNode content = chromium.evaluate("document.documentElement.scrollWidth");
                    assertThat(content.asInt()).as(scheme + " " + width).isLessThanOrEqualTo(width);
                    chromium.screenshot(SCREENSHOTS.resolve(scheme + "-" + width + ".png"));
                }
            }
        } finally {
            chromium.size(WIDTH, HEIGHT);
            chromium.prefers("prefers-color-scheme", "light");
        }
        noErrors();
    }

    @Test
    void aStoppedStreamIsShownAsStoppedAndNothingElse() throws Exception {
        try (RunningDemo other = new RunningDemo(directory.resolve("stopped"), Map.of())) {
            open(other);
            awaitLit(StreamState.WAITING);

            other.end();

            await().atMost(LONG).until(() -> text("#link").equals("the demo has ended"));
            assertThat(shown()).containsExactly("stopped", "stopped", "stopped", "STOPPED");
            chromium.screenshot(SCREENSHOTS.resolve("stopped.png"));
        } finally {
            open(demo);
        }
        noErrors();
    }

    @Test
    void ofAStreamWhoseProcessIsGoneNoStateIsShown() throws Exception {
        try (RunningDemo other = new RunningDemo(directory.resolve("gone"), Map.of())) {
            open(other);
            awaitLit(StreamState.WAITING);

            other.close();

            await().atMost(LONG).until(() -> text("#link").equals("the demo does not respond"));
            assertThat(shown()).startsWith("", "unknown", "unknown");
        } finally {
            open(demo);
        }
        noErrors();
    }

    /** The states that are lit, what is said of the state, to eyes and to ears, and the last in the plot. */
    private static List<String> shown() throws Exception {
        String lit = chromium.evaluate("[...document.querySelectorAll('.node.on .name')].map(name => name.textContent).join()")
                .asText();
        return List.of(lit, text("#state-shown"), text("#state"),
                chromium.evaluate("states[states.length - 1].state").asText());
    }

    private static void open(RunningDemo opened) throws Exception {
        chromium.open(opened.url().toString());
        await().atMost(LONG).until(() -> text("#link").equals("live"));
    }

    @Test
    void whoWantsNoMotionHasNone() throws Exception {
        try {
            chromium.prefers("prefers-reduced-motion", "reduce");
            assertThat(chromium.evaluate("getComputedStyle(document.querySelector('.edge')).transitionDuration").asText())
                    .isEqualTo("0s");
            awaitLit(StreamState.WAITING);
        } finally {
            chromium.prefers("prefers-reduced-motion", "no-preference");
        }
        noErrors();
    }
}
