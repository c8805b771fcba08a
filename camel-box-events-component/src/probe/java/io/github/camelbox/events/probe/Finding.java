// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.probe;

/**
 * What a question brought to light.
 *
 * @param text   the result, in words
 * @param advice which option to set; null if nothing has to be set
 */
record Finding(String text, String advice) {

    static Finding of(String text) {
        return new Finding(text, null);
    }

    static Finding expected(boolean expected, String text, String advice) {
        return new Finding(text, expected ? null : advice);
    }
}
