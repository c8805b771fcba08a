// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark;

/** What each process is started with. */
final class Jvm {

    /** A log without Log4j's core, which would take half of the start-up; warnings go to standard error. */
    static final String[] OPTIONS = {
        "-Dlog4j2.loggerContextFactory=org.apache.logging.log4j.simple.SimpleLoggerContextFactory",
        "-Dorg.apache.logging.log4j.simplelog.level=ERROR"};

    private Jvm() {
    }
}
