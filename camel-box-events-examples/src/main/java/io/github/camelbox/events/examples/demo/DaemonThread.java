// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.examples.demo;

/** A thread that keeps no process from ending. */
final class DaemonThread extends Thread {

    DaemonThread(Runnable task) {
        super(task, "demo-page");
        setDaemon(true);
    }
}
