// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** Measured values. */
final class Samples {

    private final double[] sorted;

    Samples(DoubleStream values) {
        sorted = values.sorted().toArray();
    }

    boolean isEmpty() {
        return sorted.length == 0;
    }

    int size() {
        return sorted.length;
    }

    /** The smallest value that at least this share of them does not exceed. */
    double percentile(double percent) {
        return isEmpty() ? Double.NaN : sorted[Math.max(0, (int) Math.ceil(percent / 100 * sorted.length) - 1)];
    }

    double median() {
        return isEmpty() ? Double.NaN : (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    double max() {
        return percentile(100);
    }

    /** The smallest and the greatest, without decimals. */
    String range() {
        return isEmpty() ? "" : number(sorted[0]) + "–" + number(max());
    }

    static String number(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%,.0f", value);
    }

    /** With so many decimals. */
    static String number(double value, int decimals) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    @Override
    public String toString() {
        return Arrays.toString(sorted);
    }
}
