// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.sandbox;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Runs a sandbox until the process is ended: {@link Main} starts it. */
final class SandboxCommand {

    private static final int PORT = 8090;
    private static final String USAGE = """
            Usage: java -jar camel-box-events-VERSION-sandbox.jar [options]
              --port N      the port to listen on; 8090, or 0 for any free one
              --bind ADDR   the address to listen on; 127.0.0.1, or 0.0.0.0 for all
              --url URL     how clients reach it, if not at http://localhost:PORT, such as http://box.test:8090
              --events FILE keeps the events there, so that positions stay good in the next run
            """;

    private SandboxCommand() {
    }

    /** Called by {@link Main}. */
    public static void main(String[] arguments) throws InterruptedException {
        BoxSandbox sandbox = new BoxSandbox().port(PORT);
        try {
            for (int i = 0; i < arguments.length; i += 2) {
                set(sandbox, arguments[i], i + 1 < arguments.length ? arguments[i + 1] : "");
            }
            sandbox.start();
        } catch (RuntimeException e) {
            String reason = e.getMessage();
            System.err.println("The sandbox cannot start: " + (reason != null && reason.contains("Failed to bind")
                    ? "the port or the address is not free: take another with --port or --bind" : reason));
            System.err.print(USAGE);
            System.exit(1);
        }
        System.out.print(greeting(sandbox));
        new CountDownLatch(1).await();
    }

    private static void set(BoxSandbox sandbox, String option, String value) {
        switch (option) {
            case "--port" -> sandbox.port(port(value));
            case "--bind" -> sandbox.bindAddress(value);
            case "--url" -> sandbox.publicUrl(value);
            case "--events" -> sandbox.eventFile(Path.of(value));
            default -> throw new IllegalArgumentException("no such option: " + option);
        }
    }

    private static int port(String value) {
        try {
            int port = Integer.parseInt(value);
            if (port >= 0 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("not a port: --port " + value);
    }

    private static String greeting(BoxSandbox sandbox) {
        TokenIssuer tokens = sandbox.tokens();
        String url = sandbox.baseUrl().replaceFirst("/2\\.0$", "");
        return """
                A sandbox for Box runs at %1$s/ (open it in a browser). Ctrl-C ends it.

                  baseUrl      %1$s/2.0
                  accessToken  %2$s
                or log in at
                  tokenUrl     %3$s
                with
                  clientId     %4$s
                  clientSecret %5$s
                  and          enterpriseId %6$s, or userId %7$s, or refreshToken %8$s
                or with the JWT configuration that this gives you:
                  curl -o box-config.json %1$s/sandbox/jwt-config

                A route:       box-events:all?baseUrl=%1$s/2.0&accessToken=%2$s
                An event:      curl -X POST '%1$s/sandbox/upload?name=Report.docx'
                """.formatted(url, sandbox.accessToken(), sandbox.tokenUrl(), tokens.clientId(), tokens.clientSecret(),
                tokens.enterpriseId(), tokens.userId(), tokens.refreshToken());
    }
}
