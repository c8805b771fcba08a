// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark;

import java.util.Locale;
import java.util.stream.DoubleStream;

/** Measured values. */
final class Samples {

    private final double[] sorted;

    Samples(DoubleStream values) {
        sorted = values.sorted().toArray();
    }

    int size() {
        return sorted.length;
    }

    /** The smallest value that at least this share of them does not exceed. */
    double percentile(double percent) {
        return sorted.length == 0 ? Double.NaN : sorted[Math.max(0, (int) Math.ceil(percent / 100 * sorted.length) - 1)];
    }

    double median() {
        return sorted.length == 0 ? Double.NaN : (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** The smallest and the largest, without decimals. */
    String range() {
        return sorted.length == 0 ? "" : number(sorted[0]) + "–" + number(percentile(100));
    }

    /** The median as a multiple of that of others. */
    String ratio(Samples others) {
        return number(median() / others.median(), 2);
    }

    static String number(double value) {
        return number(value, 0);
    }

    static String number(double value, int decimals) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
