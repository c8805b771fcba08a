// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.camelbox.events.sandbox.Call;
import io.github.camelbox.events.sandbox.Fault;
import io.github.camelbox.events.stream.StreamState;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** The state diagram of docs/architecture.md is that of a stream which all kinds of things happen to. */
@Timeout(60)
class StateDiagramTest extends BoxEventsTestSupport {

    private static final Markdown PAGE = Markdown.page("architecture.md");

    // No thread can be made to make the first, and none runs the stream during the second.
    private static final Set<String> NOT_LOGGED = Set.of("opening -> suspended", "suspended -> stopped");

    /** From one state to another one: what the diagram shows, but for the beginning, the end and the loops. */
    private static Set<String> drawn() {
        String diagram = PAGE.blocks("mermaid").stream().map(Markdown.Block::text)
                .filter(text -> text.startsWith("stateDiagram-v2")).findFirst().orElseThrow();
        Map<String, String> names = new HashMap<>();
        Matcher alias = Pattern.compile("state \"(.+)\" as (\\w+)").matcher(diagram);
        while (alias.find()) {
            names.put(alias.group(2), alias.group(1));
        }
        Set<String> transitions = new TreeSet<>();
        Matcher arrow = Pattern.compile("(\\w+) --> (\\w+)").matcher(diagram);
        while (arrow.find()) {
            String from = names.getOrDefault(arrow.group(1), arrow.group(1));
            String to = names.getOrDefault(arrow.group(2), arrow.group(2));
            if (!from.equals(to)) {
                transitions.add(from + " -> " + to);
            }
        }
        return transitions;
    }

    /** What the log says that the stream has made. */
    private static Set<String> made(LogCapture log) {
        Set<String> made = new TreeSet<>();
        log.ofComponent().forEach(line -> {
            Matcher transition = Pattern.compile(".*]: ([a-z ]+ -> [a-z ]+)").matcher(line.text());
            if (transition.matches()) {
                made.add(transition.group(1));
            }
        });
        return made;
    }

    @Test
    void theDiagramHasAllStatesAndNoOther() {
        Set<String> states = new HashSet<>();
        drawn().forEach(transition -> states.addAll(Set.of(transition.split(" -> "))));

        assertThat(states).isEqualTo(Stream.of(StreamState.values()).map(StreamState::toString).collect(Collectors.toSet()));
    }

    @Test
    void theDiagramHasTheTransitionsThatAStreamMakes() throws Exception {
        try (LogCapture log
                = LogCapture.at(Level.DEBUG).setLevel("io.github.camelbox.events.stream.StreamReporter", Level.DEBUG)) {
            goThroughTheCycle();
            suspendAndStopInEachState();
            startOver();
            failToOpen(log);
            startOver();
            fallBackToAnInterval(log);

            Set<String> made = new TreeSet<>(made(log));
            made.addAll(NOT_LOGGED);
            assertThat(made).isEqualTo(drawn());
        }
    }

    private void goThroughTheCycle() throws Exception {
        box.next(Call.EVENTS, Fault.status(500));
        box.next(Call.OPTIONS, Fault.status(503));
        box.next(Call.LONG_POLL, Fault.status(502), Fault.message("reconnect"));
        route("box-events:all", receive());
        context.start();
        awaitWaiting();
        long fetches = box.count(Call.EVENTS);
        box.account().upload("Report.docx");
        // The page with the event, and the one that confirms that it was the last.
        await().until(() -> box.count(Call.EVENTS) == fetches + 2);
        awaitWaiting();
    }

    // The stop of a route would suspend the consumer first.
    private void suspendAndStopInEachState() {
        suspendAndResume();
        awaitWaiting();
        consumer().stop();
        Fault silence = Fault.silence(Duration.ofMinutes(1));
        suspendAndStopDuring(Call.EVENTS, silence, "draining");
        suspendAndStopDuring(Call.OPTIONS, silence, "connecting");
        suspendAndStopDuring(Call.EVENTS, Fault.status(503).header("Retry-After", "60"), "backing off");
    }

    private void suspendAndResume() {
        consumer().suspend();
        awaitAtGate();
        consumer().resume();
    }

    private void suspendAndStopDuring(Call call, Fault fault, String state) {
        long before = box.count(call);
        box.always(call, fault);
        consumer().start();
        await().until(() -> box.count(call) > before && consumer().getStreamState().equals(state));
        suspendAndResume();
        await().until(() -> consumer().getStreamState().equals(state));
        consumer().stop();
        box.clearFaults();
    }

    private void failToOpen(LogCapture log) throws Exception {
        routeThatCannotOpen("");
        await().until(() -> {
            suspendAndResume();
            return made(log).contains("suspended -> opening");
        });
        startOver();
        routeThatCannotOpen("&maxRetries=0");
        await().until(() -> made(log).contains("opening -> stopped"));
    }

    private void routeThatCannotOpen(String options) throws Exception {
        HttpClientConfigurer broken = builder -> {
            throw new IllegalStateException("no HTTP client");
        };
        context.getRegistry().bind("broken", broken);
        route("box-events:all?http.httpClientConfigurer=#bean:broken&retryInitialDelay=1&retryMaxDelay=1" + options, receive());
        context.start();
    }

    private void fallBackToAnInterval(LogCapture log) throws Exception {
        box.next(Call.OPTIONS, Fault.status(503), Fault.status(503), Fault.status(503));
        route("box-events:all?pollInterval=50", receive());
        context.start();
        await().until(() -> made(log).contains("waiting -> connecting"));
    }
}
