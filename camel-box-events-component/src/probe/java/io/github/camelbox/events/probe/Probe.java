// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.probe;

import java.io.PrintStream;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;

/** Asks a real account what Box's documentation leaves open, and prints a table that can be sent in. */
public final class Probe {

    private static final String BOX = "https://api.box.com/2.0";

    private final BoxCalls box;
    private final Patience patience;
    private final PrintStream out;

    Probe(BoxCalls box, Patience patience, PrintStream out) {
        this.box = box;
        this.patience = patience;
        this.out = out;
    }

    /**
     * Run by {@code mvn -q -Pprobe verify}.
     *
     * @param arguments how many minutes a poll is watched for, and whether the probe may write
     */
    public static void main(String[] arguments) throws Exception {
        String token = System.getenv("BOX_ACCESS_TOKEN");
        String baseUrl = System.getenv().getOrDefault("BOX_BASE_URL", BOX);
        if (token == null || token.isBlank()) {
            throw new IllegalArgumentException(
                    "Set BOX_ACCESS_TOKEN to an access token of a Box user; a developer token will do");
        }
        Patience patience = Patience.of(Integer.parseInt(arguments[0]), Boolean.parseBoolean(arguments[1]));
        new Probe(new BoxCalls(baseUrl, token.strip()), patience, System.out).run(Arrays.asList(Question.values()));
    }

    void run(List<Question> questions) throws InterruptedException {
        BoxCalls.Reply first = box.events("stream_position=now&limit=1");
        if (!first.ok()) {
            throw new IllegalStateException("Box rejects the first request with " + box.redact(first.said())
                    + (first.status() == 401 ? ": get another token; a developer token is good for an hour" : ""));
        }
        out.println("Probe of Box's events API at " + box.host() + ", " + LocalDate.now(ZoneOffset.UTC));
        out.println();
        out.println("| question | result | to set |");
        out.println("|---|---|---|");
        for (Question question : questions) {
            Finding finding = ask(question);
            out.println(box.redact("| " + question.text() + " | " + cell(finding.text()) + " | "
                    + (finding.advice() == null ? "–" : cell(finding.advice())) + " |"));
            out.flush();
        }
    }

    private Finding ask(Question question) throws InterruptedException {
        try {
            return question.ask(box, patience);
        } catch (RuntimeException e) {
            return new Finding("failed: " + e.getMessage(), "no option is for that: please report it");
        }
    }

    private static String cell(String text) {
        return text.replaceAll("\\s+", " ").replace("|", "\\|");
    }
}
