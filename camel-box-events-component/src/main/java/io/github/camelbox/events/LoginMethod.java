// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.camelbox.events.auth.FixedCredentials;
import io.github.camelbox.events.auth.Login;
import io.github.camelbox.events.auth.ProvidedCredentials;
import io.github.camelbox.events.box.Credentials;

/**
 * The login methods: how each gets its credentials, and which options it takes. Exactly one must be set up.
 */
enum LoginMethod {

    ACCESS_TOKEN((c, lease) -> new FixedCredentials("Bearer " + c.getAccessToken()), EnumSet.of(LoginOption.accessToken)),
    AUTHORIZATION_TOKEN((c, lease) -> new FixedCredentials(c.getAuthorizationToken()),
            EnumSet.of(LoginOption.authorizationToken)),
    PROVIDER((c, lease) -> new ProvidedCredentials(
            c.getAccessTokenProvider(), lease.threads().executor(), Duration.ofMillis(c.getRequestTimeout())),
            EnumSet.of(LoginOption.accessTokenProvider)),
    ENTERPRISE((c, lease) -> lease.of(new Login.ClientCredentials(
            lease.tokenUrl(), c.getClientId(), c.getClientSecret(), "enterprise", c.getEnterpriseId())),
            EnumSet.of(LoginOption.clientId, LoginOption.clientSecret, LoginOption.enterpriseId)),
    USER((c, lease) -> lease.of(new Login.ClientCredentials(
            lease.tokenUrl(), c.getClientId(), c.getClientSecret(), "user", c.getUserId())),
            EnumSet.of(LoginOption.clientId, LoginOption.clientSecret, LoginOption.userId)),
    JWT((c, lease) -> lease.of(new Login.Jwt(lease.tokenUrl(), c.getJwtConfig(), c.getUserId())),
            EnumSet.of(LoginOption.jwtConfig), LoginOption.userId),
    REFRESH((c, lease) -> lease.of(new Login.Refresh(lease.tokenUrl(), c.getClientId(), c.getClientSecret(), c.getRefreshToken(),
            Path.of(c.getRefreshTokenFile()))),
            EnumSet.of(LoginOption.clientId, LoginOption.clientSecret, LoginOption.refreshTokenFile), LoginOption.refreshToken);

    /** Leases the credentials of a login. */
    private record Lease(URI tokenUrl, SharedResources.Lease threads, HttpClients http, BoxEventsConfiguration c) {

        Credentials of(Login login) {
            return threads.logins().lease(login, Duration.ofMillis(c.getRequestTimeout()),
                    List.of(c.getConnectTimeout(), Map.copyOf(c.getHttpOptions())),
                    () -> http.lease(tokenUrl, c.getConnectTimeout(), c.getHttpOptions()));
        }
    }

    // Messages name the resource, and would so show its secrets.
    private static final Pattern INLINE = Pattern.compile("\\s*(\\{|base64:|mem:)");

    private final BiFunction<BoxEventsConfiguration, Lease, Credentials> factory;
    private final Set<LoginOption> required;
    private final Set<LoginOption> allowed;

    LoginMethod(BiFunction<BoxEventsConfiguration, Lease, Credentials> factory, Set<LoginOption> required,
                LoginOption... optional) {
        this.factory = factory;
        this.required = required;
        this.allowed = EnumSet.copyOf(required);
        this.allowed.addAll(List.of(optional));
    }

    /**
     * The login method that a configuration sets up.
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
                    "no login method: set the option accessToken (or authorizationToken), accessTokenProvider or jwtConfig, or"
                                               + " clientId and clientSecret with enterpriseId, userId or refreshTokenFile");
        }
        List<LoginMethod> methods = allowing(set);
        if (methods.isEmpty()) {
            throw new IllegalArgumentException(contradiction(set));
        }
        return methods.stream().filter(method -> set.containsAll(method.required)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        names(set) + " alone cannot log in: add " + methods.stream().map(method -> method.missing(set))
                                .collect(Collectors.joining(", or "))
                                                                + reason(set)));
    }

    /**
     * Checks that a configuration sets up one login method, and that what this needs is there.
     *
     * @throws IllegalArgumentException if not; says what to do
     */
    static void check(BoxEventsConfiguration configuration) {
        if (of(configuration) == JWT) {
            if (INLINE.matcher(configuration.getJwtConfig()).lookingAt()) {
                throw new IllegalArgumentException(
                        "the option jwtConfig must name a resource, such as file:/etc/box/config.json, not contain the JSON itself");
            }
            Login.Jwt.requireLibrary();
        }
    }

    /**
     * The credentials of this login method, leased until they are closed.
     *
     * @param threads of the subscription that leases them
     */
    Credentials credentials(BoxEventsConfiguration configuration, URI tokenUrl, SharedResources.Lease threads, HttpClients http) {
        return factory.apply(configuration, new Lease(tokenUrl, threads, http, configuration));
    }

    /**
     * Takes from a configuration the login options that do not go with the named ones, so that an endpoint that names its
     * own login method does not inherit the component's, but can add to it.
     */
    static void keepWhatGoesWith(Set<String> names, BoxEventsConfiguration configuration) {
        Set<LoginOption> named = LoginOption.named(names);
        if (named.isEmpty()) {
            return;
        }
        Set<LoginOption> others = EnumSet.allOf(LoginOption.class);
        allowing(named).forEach(method -> others.removeAll(method.allowed));
        others.forEach(option -> option.clear(configuration));
    }

    private static List<LoginMethod> allowing(Collection<LoginOption> options) {
        return Arrays.stream(values()).filter(method -> method.allowed.containsAll(options)).toList();
    }

    private static String contradiction(Set<LoginOption> set) {
        for (LoginOption first : set) {
            for (LoginOption second : set) {
                if (allowing(List.of(first, second)).isEmpty()) {
                    return "two login methods, " + first + " and " + second + ": set one of them";
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
