// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.probe;

import java.net.URI;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;

/** What only a real account can tell, and which option is for a result that was not expected. */
enum Question {

    REALTIME_URL("What do real-time URLs look like?") {
        @Override
        Finding ask(BoxCalls box, Patience patience) {
            URI url = URI.create(box.realtimeServer().get("url").asText());
            boolean trusted = url.getHost().equals(box.host()) || url.getHost().matches("(.*\\.)?box\\.(com|net)");
            return Finding.expected(trusted, form(url),
                    "realtimeHosts=box.com,box.net," + url.getHost() + ", if this is a host of yours or of Box");
        }
    },
    SERVER_VALUES("Are `ttl`, `max_retries`, `retry_timeout` numbers or strings?") {
        @Override
        Finding ask(BoxCalls box, Patience patience) {
            JsonNode server = box.realtimeServer();
            String values = Arrays.stream(new String[] { "ttl", "max_retries", "retry_timeout" })
                    .map(name -> name + " " + described(server.path(name))).collect(Collectors.joining(", "));
            boolean usable = number(server.path("max_retries")) > 0 && number(server.path("retry_timeout")) > 0;
            return Finding.expected(usable, values, "longPollMaxRetries=10 and longPollTimeout=610s");
        }
    },
    OPTIONS_STREAM_TYPE("Does `OPTIONS` heed `stream_type`?") {
        @Override
        Finding ask(BoxCalls box, Patience patience) {
            box.realtimeServer();
            String url = box.options("?stream_type=changes").json().at("/entries/0/url").asText("");
            return Finding.of(url.contains("stream_type=changes") ? "yes" : "no: asked for `changes`, the URL has "
                    + (url.contains("stream_type=") ? url.replaceFirst(".*(stream_type=\\w*).*", "`$1`") : "none"));
        }
    },
    POSITION_FORM("Is `next_stream_position` a number or a string?") {
        @Override
        Finding ask(BoxCalls box, Patience patience) {
            JsonNode position = box.events("stream_position=now").json().path("next_stream_position");
            return Finding.expected(position.isTextual() || position.isIntegralNumber(),
                    kind(position) + " of " + position.asText().length() + " characters",
                    "no option is for that: please report it");
        }
    },
    RETENTION("How old is the oldest event?") {
        @Override
        Finding ask(BoxCalls box, Patience patience) {
            BoxCalls.Reply page = box.events("stream_position=0&limit=1");
            JsonNode event = page.json().at("/entries/0");
            return Finding.expected(page.ok(), page.ok() ? age(event) : page.said(), "streamPosition=now");
        }
    },
    WRONG_POSITION("What does a wrong position bring?") {
        @Override
        Finding ask(BoxCalls box, Patience patience) {
            BoxCalls.Reply reply = box.events("stream_position=not-a-position");
            return Finding.expected(isInvalidPosition(reply), reply.said() + entries(reply), reply.ok()
                    ? "nothing, but a damaged position goes unnoticed: keep positionFile where nothing else writes"
                    : "no option is for that: it is retried as any error. Please report it");
        }
    },
    OLD_POSITION("What does a position from long ago bring?") {
        @Override
        Finding ask(BoxCalls box, Patience patience) {
            BoxCalls.Reply reply = box.events("stream_position=1&limit=5");
            return new Finding(reply.said() + entries(reply), isInvalidPosition(reply)
                    ? "onInvalidPosition=earliest (or now), if a consumer may be stopped for longer than Box keeps events"
                    : reply.ok() ? null : "no option is for that: please report it");
        }
    },
    POLL_POSITION("Does the long poll honour `stream_position`?") {
        @Override
        Finding ask(BoxCalls box, Patience patience) {
            String old = positionWithEventsAfter(box);
            if (old == null) {
                return Finding.of("not asked: the account has no events. Try again with -Dprobe.write=true");
            }
            String url = box.realtimeServer().get("url").asText();
            BoxCalls.Reply reply = box.poll(BoxCalls.withPosition(url, old), false, patience.silence());
            boolean atOnce = "new_change".equals(reply.json().path("message").asText());
            return Finding.expected(atOnce || !reply.ok() && !reply.timedOut(),
                    (atOnce ? "yes" : "no") + ": events were there, " + reply.said() + " after " + millis(reply),
                    "longPollTimeout=60s: what happens just before a poll is seen when it ends");
        }
    },
    POLL_TOKEN("Does the long poll need the access token, and does it accept it?") {
        @Override
        Finding ask(BoxCalls box, Patience patience) {
            String without = open(box, false, patience);
            String with = open(box, true, patience);
            String text = "without: " + without + "; with: " + with;
            return isOpen(without) ? Finding.expected(isOpen(with), text, "realtimeAuth=never")
                    : new Finding(text, isOpen(with) ? "realtimeAuth=always, which saves a rejected poll"
                            : "pollInterval=30s, since no long poll works");
        }
    },
    WRONG_CHANNEL("What does a channel that does not exist, or no longer, bring?") {
        @Override
        Finding ask(BoxCalls box, Patience patience) {
            String url = box.realtimeServer().get("url").asText().replaceFirst("channel=[^&]*", "channel=0");
            BoxCalls.Reply reply = box.poll(url, false, patience.silence());
            return Finding.expected(!reply.timedOut(), reply.said(),
                    "longPollTimeout=60s, so that a dead channel is left sooner");
        }
    },
    MAX_RETRIES("What comes after `max_retries` polls?") {
        @Override
        Finding ask(BoxCalls box, Patience patience) {
            JsonNode server = box.realtimeServer();
            int allowed = Math.min(30, Math.max(1, number(server.path("max_retries"))));
            String old = positionWithEventsAfter(box);
            String url = BoxCalls.withPosition(server.get("url").asText(), old == null ? "now" : old);
            String first = null;
            for (int n = 1; n <= allowed + 2; n++) {
                BoxCalls.Reply reply = box.poll(url, false, old == null ? patience.abandon() : patience.silence());
                first = first == null ? reply.said() : first;
                if (!reply.said().equals(first)) {
                    return Finding.expected(n > allowed, "poll " + n + " of " + allowed + " allowed: " + reply.said(),
                            "longPollMaxRetries=" + Math.max(1, n - 1));
                }
            }
            return Finding.of("nothing: poll " + (allowed + 2) + " of " + allowed + " allowed is like the first, " + first);
        }
    },
    HOLD("How long is an idle poll held, and how does it end?") {
        @Override
        Finding ask(BoxCalls box, Patience patience) {
            String position = box.events("stream_position=now").json().path("next_stream_position").asText();
            String url = BoxCalls.withPosition(box.realtimeServer().get("url").asText(), position);
            BoxCalls.Reply reply = box.poll(url, false, patience.hold());
            boolean event = "new_change".equals(reply.json().path("message").asText());
            String text = reply.timedOut() ? "longer than " + patience.hold().toSeconds() + " s"
                    : reply.said() + " after " + millis(reply);
            return Finding.expected(reply.timedOut() || event || reply.took().toSeconds() >= 10, text,
                    "pollInterval=30s: something between here and Box cuts long polls");
        }
    },
    TTL("What comes when `ttl` has passed?") {
        @Override
        Finding ask(BoxCalls box, Patience patience) throws InterruptedException {
            JsonNode server = box.realtimeServer();
            Duration ttl = patience.minute().multipliedBy(Math.max(0, number(server.path("ttl"))));
            if (patience.hold().compareTo(ttl) < 0) {
                return Finding.of("not asked: it takes time. -Dprobe.minutes=" + (ttl.toMinutes() + 1) + " waits for it");
            }
            Thread.sleep(ttl.plus(patience.abandon()).toMillis());
            BoxCalls.Reply reply = box.poll(server.get("url").asText(), false, patience.silence());
            return Finding.of(reply.timedOut() ? "nothing: the poll stays open" : reply.said());
        }
    },
    REPEATS("How far apart do repeats of an event lie?") {
        @Override
        Finding ask(BoxCalls box, Patience patience) {
            return Repeats.inHistory(box);
        }
    },
    NEW_EVENT("When is a new event seen, and how long do its repeats come?") {
        @Override
        Finding ask(BoxCalls box, Patience patience) throws InterruptedException {
            return patience.write() ? Repeats.ofANewFile(box, patience)
                    : Finding.of("not asked: it uploads a small file, and deletes it. -Dprobe.write=true lets it");
        }
    },
    ENTERPRISE("Can this token read the enterprise streams?") {
        @Override
        Finding ask(BoxCalls box, Patience patience) {
            String streaming = box.events("stream_type=admin_logs_streaming&stream_position=now&limit=1").said();
            String logs = box.events("stream_type=admin_logs&stream_position=now&limit=1").said();
            return Finding.of("admin_logs_streaming: " + streaming + "; admin_logs from now: " + logs);
        }
    };

    // As the component recognises it.
    private static final Pattern POSITION = Pattern.compile("stream.?position", Pattern.CASE_INSENSITIVE);

    private final String text;

    Question(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    abstract Finding ask(BoxCalls box, Patience patience) throws InterruptedException;

    private static String form(URI url) {
        String query = url.getRawQuery() == null ? ""
                : Arrays.stream(url.getRawQuery().split("&"))
                        .map(pair -> pair.startsWith("stream_type=") ? pair : pair.replaceFirst("=.*", "=…"))
                        .collect(Collectors.joining("&", "?", ""));
        return "`" + url.getScheme() + "://" + url.getAuthority() + url.getPath() + query + "`";
    }

    private static String described(JsonNode value) {
        return value.isMissingNode() || value.isNull() ? "missing" : value.asText() + " (" + kind(value) + ")";
    }

    private static String kind(JsonNode value) {
        return value.getNodeType() == JsonNodeType.STRING ? "string"
                : value.isIntegralNumber() ? "number" : value.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    private static int number(JsonNode value) {
        return value.asInt(0);
    }

    private static String age(JsonNode event) {
        try {
            OffsetDateTime created = OffsetDateTime.parse(event.path("created_at").asText());
            return Duration.between(created, OffsetDateTime.now()).toDays() + " days";
        } catch (DateTimeParseException e) {
            return "there is none, or it has no time";
        }
    }

    private static boolean isInvalidPosition(BoxCalls.Reply reply) {
        Map<String, Boolean> named = new HashMap<>();
        reply.json().at("/context_info/errors").forEach(error -> {
            if (error.hasNonNull("name")) {
                named.put(error.get("name").asText(), true);
            }
        });
        return reply.status() == 400
                && (named.isEmpty() ? POSITION.matcher(reply.body()).find() : named.containsKey("stream_position"));
    }

    private static String entries(BoxCalls.Reply reply) {
        return reply.ok() ? ", " + reply.json().path("entries").size() + " events" : "";
    }

    private static String positionWithEventsAfter(BoxCalls box) {
        String first = box.events("stream_position=0&limit=1").json().path("next_stream_position").asText();
        boolean more = box.events("limit=1&stream_position=" + first).json().path("entries").size() > 0;
        return more ? first : null;
    }

    private static String millis(BoxCalls.Reply reply) {
        return reply.took().toMillis() < 10_000 ? reply.took().toMillis() + " ms" : reply.took().toSeconds() + " s";
    }

    private static String open(BoxCalls box, boolean withToken, Patience patience) {
        BoxCalls.Reply reply = box.poll(box.realtimeServer().get("url").asText(), withToken, patience.abandon());
        return reply.timedOut() ? "open" : reply.said();
    }

    private static boolean isOpen(String said) {
        return said.equals("open") || said.startsWith("HTTP 200");
    }
}
