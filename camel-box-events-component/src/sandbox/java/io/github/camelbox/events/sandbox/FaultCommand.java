// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** The command {@code fault}: a response other than the normal one, to the next calls of a kind, or to all. */
final class FaultCommand {

    static final List<String> PARAMETERS
            = List.of("call", "kind", "status", "body", "retry-after", "message", "seconds", "times", "after");
    private static final List<String> KINDS
            = List.of("reset", "close", "garbage", "truncated", "silence", "drip", "unauthorized");

    private FaultCommand() {
    }

    static void run(BoxSandbox sandbox, SandboxControl.Parameters p) {
        Call call = call(p.required("call"));
        Fault fault = p.has("after") ? fault(p).after(p.seconds("after", 0)) : fault(p);
        if ("always".equals(p.get("times", ""))) {
            sandbox.always(call, fault);
        } else {
            sandbox.next(call, Collections.nCopies(p.number("times", 1), fault).toArray(Fault[]::new));
        }
    }

    private static Call call(String name) {
        try {
            return Call.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            List<String> names = Arrays.stream(Call.values()).map(FaultCommand::name).toList();
            throw new IllegalArgumentException("No such call: '" + name + "'. There are " + String.join(", ", names), e);
        }
    }

    /** As it is written in a command. */
    static String name(Call call) {
        return call.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Fault fault(SandboxControl.Parameters p) {
        if (p.has("message")) {
            return Fault.message(p.required("message"));
        } else if (p.has("status")) {
            return status(p, p.number("status", 0));
        }
        return switch (p.get("kind", "")) {
            case "reset" -> Fault.reset();
            case "close" -> Fault.closed();
            case "garbage" -> Fault.garbage();
            case "truncated" -> Fault.truncatedJson();
            case "silence" -> Fault.silence(p.seconds("seconds", 90));
            case "drip" -> Fault.drip(p.seconds("seconds", 10));
            case "unauthorized" -> Fault.unauthorized();
            default -> throw new IllegalArgumentException(
                    "The command fault needs a status, a message, or a kind: " + String.join(", ", KINDS));
        };
    }

    private static Fault status(SandboxControl.Parameters p, int status) {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("Not a status: " + status);
        } else if (status == 429 && !p.has("body")) {
            return Fault.rateLimited(p.get("retry-after", null));
        }
        Fault fault = p.has("body") ? Fault.status(status, p.get("body", "")) : Fault.status(status);
        return p.has("retry-after") ? fault.header("Retry-After", p.required("retry-after")) : fault;
    }
}
