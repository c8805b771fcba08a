// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.util.regex.Pattern;

/**
 * What is known of stream positions. They are opaque text, kept digit for digit: they may be numbers beyond what a double or a
 * long holds, and are never compared by size.
 */
public final class StreamPositions {

    /** The position that asks Box for the newest one. */
    public static final String NOW = "now";
    /** The position before everything that Box retains. */
    public static final String EARLIEST = "0";

    /** Box's are numbers of up to 19 digits. */
    static final int LONGEST = 500;

    // What goes into a URL and a file as it is.
    private static final Pattern USABLE = Pattern.compile("[\\x21-\\x7e]{1," + LONGEST + "}");

    private StreamPositions() {
    }

    /** Whether a stream starts there that has no position of its own yet. */
    public static boolean isStart(String position) {
        return position.equals(EARLIEST) || position.equals(NOW);
    }

    /** Whether a text can be asked for and stored. */
    public static boolean isUsable(String position) {
        return USABLE.matcher(position).matches();
    }
}
