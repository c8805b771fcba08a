// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.auth;

/**
 * What messages tell users to do about an error of OAuth, as far as several login methods share it.
 */
final class Advice {

    /** About {@code invalid_client}, if the secret comes from an option. */
    static final String CHECK_CLIENT = "check the options clientId and clientSecret; in a URI, a secret that contains + or %"
                                       + " must be written as RAW(...)";

    /** What to check about the authorization of the application. */
    static final String AUTHORIZED = "that an administrator has authorized the application in Box's Admin Console, again after"
                                     + " each change of the application";

    private Advice() {
    }

    /**
     * About {@code unauthorized_client}, which has two meanings: the application is not authorized, or it is of another type.
     *
     * @param type   how Box's developer console calls the type that this login method needs
     * @param others the options of the other login methods
     */
    static String unauthorized(String type, String others) {
        return "check " + AUTHORIZED + ", and that its type in Box's developer console is '" + type
               + "'; for an application of another type use another login method (" + others + ")";
    }
}
