// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark.client;

/** Sees to it that no client's process hangs: whatever nobody handles, on whatever thread, ends it with its stack trace. */
final class Uncaught {

    private Uncaught() {
    }

    static void endsTheProcess() {
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            failure.printStackTrace();
            System.exit(1);
        });
    }
}
