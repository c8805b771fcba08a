// SPDX-License-Identifier: Apache-2.0
package peers;

import java.io.IOException;
import java.nio.file.Path;

/** What a user has to do with events here: print them. Its output is what the comparison reads. */
final class Listener {

    final String url;
    final String token;
    /** Where to keep the position; null to keep none. */
    final Path position;
    private boolean fails;

    /**
     * @param arguments the address that stands for https://api.box.com; the access token; whether the first event fails; where
     *                  to keep the position, if at
     *                  all
     */
    Listener(String... arguments) {
        url = arguments[0];
        token = arguments[1];
        fails = Boolean.parseBoolean(arguments[2]);
        position = arguments.length > 3 ? Path.of(arguments[3]) : null;
    }

    void event(String id) {
        System.out.println("event " + id);
        if (fails) {
            fails = false;
            throw new IllegalStateException("as asked");
        }
    }

    /** An error of which the client tells its user. */
    void told(Throwable error) {
        System.out.println("told " + error);
    }

    /** Returns when the process is asked to stop: at the end of its standard input. */
    static void awaitEnd() throws IOException {
        while (System.in.read() != -1) {
            // Nothing is sent.
        }
    }
}
