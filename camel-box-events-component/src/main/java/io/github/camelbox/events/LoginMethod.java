// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.camelbox.events.auth.Login;

/**
 * The ways to log in: which options each takes. Exactly one is to be set up.
 */
enum LoginMethod {

    ACCESS_TOKEN(EnumSet.of(LoginOption.accessToken)),
    AUTHORIZATION_TOKEN(EnumSet.of(LoginOption.authorizationToken)),
    PROVIDER(EnumSet.of(LoginOption.accessTokenProvider)),
    ENTERPRISE(EnumSet.of(LoginOption.clientId, LoginOption.clientSecret, LoginOption.enterpriseId)),
    USER(EnumSet.of(LoginOption.clientId, LoginOption.clientSecret, LoginOption.userId)),
    JWT(EnumSet.of(LoginOption.jwtConfig), LoginOption.userId),
    REFRESH(EnumSet.of(LoginOption.clientId, LoginOption.clientSecret, LoginOption.refreshTokenFile), LoginOption.refreshToken);

    // Messages name the resource, and would so show its secrets.
    private static final Pattern INLINE = Pattern.compile("\\s*(\\{|base64:|mem:)");

    private final Set<LoginOption> required;
    private final Set<LoginOption> allowed;

    LoginMethod(Set<LoginOption> required, LoginOption... optional) {
        this.required = required;
        this.allowed = EnumSet.copyOf(required);
        this.allowed.addAll(List.of(optional));
    }

    /**
     * The way that a configuration sets up.
     *
     * @throws IllegalArgumentException if it does not set up exactly one; says what to do
     */
    static LoginMethod of(BoxEventsConfiguration configuration) {
        Set<LoginOption> set = LoginOption.of(configuration);
        for (LoginOption option : set) {
            if (option.isBlank(configuration)) {
                throw new IllegalArgumentException("the option " + option + " is empty: set it, or leave it out");
            }
        }
        if (set.isEmpty()) {
            throw new IllegalArgumentException(
                    "no way to log in: set the option accessToken (or authorizationToken), accessTokenProvider or jwtConfig, or"
                                               + " clientId and clientSecret with enterpriseId, userId or refreshTokenFile");
        }
        List<LoginMethod> ways = allowing(set);
        if (ways.isEmpty()) {
            throw new IllegalArgumentException(contradiction(set));
        }
        return ways.stream().filter(way -> set.containsAll(way.required)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        names(set) + " alone cannot log in: add " + ways.stream().map(way -> way.missing(set))
                                .collect(Collectors.joining(", or "))
                                                                + reason(set)));
    }

    /**
     * Checks that a configuration logs in in one way, and that what this needs is there.
     *
     * @throws IllegalArgumentException if not; says what to do
     */
    static void check(BoxEventsConfiguration configuration) {
        if (of(configuration) == JWT) {
            if (INLINE.matcher(configuration.getJwtConfig()).lookingAt()) {
                throw new IllegalArgumentException(
                        "the option jwtConfig is to name a resource, such as file:/etc/box/config.json, not to hold its content");
            }
            Login.Jwt.requireLibrary();
        }
    }

    /**
     * Takes from a configuration the login options that do not go with the named ones, so that an endpoint that names its own
     * way to log in does not inherit the component's, but can add to it.
     */
    static void keepWhatGoesWith(Set<String> names, BoxEventsConfiguration configuration) {
        Set<LoginOption> named = LoginOption.named(names);
        if (named.isEmpty()) {
            return;
        }
        Set<LoginOption> others = EnumSet.allOf(LoginOption.class);
        allowing(named).forEach(way -> others.removeAll(way.allowed));
        others.forEach(option -> option.clear(configuration));
    }

    private static List<LoginMethod> allowing(Collection<LoginOption> options) {
        return Arrays.stream(values()).filter(way -> way.allowed.containsAll(options)).toList();
    }

    private static String contradiction(Set<LoginOption> set) {
        for (LoginOption first : set) {
            for (LoginOption second : set) {
                if (allowing(List.of(first, second)).isEmpty()) {
                    return "two ways to log in, " + first + " and " + second + ": set one of them";
                }
            }
        }
        return names(set) + " do not go together";
    }

    private String missing(Set<LoginOption> set) {
        Set<LoginOption> missing = EnumSet.copyOf(required);
        missing.removeAll(set);
        return missing.stream().map(Enum::name).collect(Collectors.joining(" and "));
    }

    private static String names(Set<LoginOption> set) {
        return (set.size() == 1 ? "the option " : "the options ")
               + set.stream().map(Enum::name).collect(Collectors.joining(", "));
    }

    private static String reason(Set<LoginOption> set) {
        return set.contains(LoginOption.refreshToken) && !set.contains(LoginOption.refreshTokenFile)
                ? "; a refresh token can be used once only, the file keeps the one that Box gives in exchange"
                : "";
    }
}
