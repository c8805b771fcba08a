// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark;

import java.io.IOException;

import io.github.camelbox.events.benchmark.server.BenchmarkServer;

/** Something that is measured. */
@FunctionalInterface
interface Scenario {

    Section run(Options options, BenchmarkServer server) throws IOException, InterruptedException;
}
