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
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** The state diagram of docs/architecture.md is that of a stream which all kinds of things happen to. */
@Timeout(60)
class StateDiagramTest extends BoxEventsTestSupport {

    private static final Markdown PAGE = Markdown.page("architecture.md");

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

    @Test
    void theDiagramHasAllStatesAndNoOther() {
        Set<String> states = new HashSet<>();
        drawn().forEach(transition -> states.addAll(Set.of(transition.split(" -> "))));

        assertThat(states).isEqualTo(Stream.of(StreamState.values()).map(StreamState::toString).collect(Collectors.toSet()));
    }

    @Test
    void theDiagramHasTheTransitionsThatAStreamMakes() throws Exception {
        try (LogCapture log = LogCapture.at(Level.DEBUG).setLevel("io.github.camelbox.events.stream.StreamReporter", Level.DEBUG)) {
            box.next(Call.EVENTS, Fault.status(500));
            box.next(Call.OPTIONS, Fault.status(503));
            box.next(Call.LONG_POLL, Fault.status(502), Fault.message("reconnect"));
            route("box-events:all", receive());
            context.start();
            awaitWaiting();
            box.account().upload("Report.docx");
            await().until(() -> received.size() == 1);
            awaitWaiting();
            context.getRouteController().stopRoute("box");

            stopDuring(Call.EVENTS, Fault.silence(Duration.ofMinutes(1)), "draining");
            stopDuring(Call.OPTIONS, Fault.silence(Duration.ofMinutes(1)), "connecting");
            stopDuring(Call.EVENTS, Fault.status(503).header("Retry-After", "60"), "backing off");

            Set<String> made = new TreeSet<>();
            log.ofComponent().forEach(line -> {
                Matcher transition = Pattern.compile(".*]: ([a-z ]+ -> [a-z ]+)").matcher(line.text());
                if (transition.matches()) {
                    made.add(transition.group(1));
                }
            });
            assertThat(made).isEqualTo(drawn());
        }
    }

    private void stopDuring(Call call, Fault fault, String state) throws Exception {
        long before = box.count(call);
        box.always(call, fault);
        context.getRouteController().startRoute("box");
        await().until(() -> box.count(call) > before && consumer().getStreamState().equals(state));
        context.getRouteController().stopRoute("box");
        box.clearFaults();
    }
}
