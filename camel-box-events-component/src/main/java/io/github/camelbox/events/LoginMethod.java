// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
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

    ACCESS_TOKEN((c, lease) -> new FixedCredentials("Bearer " + c.getAccessToken()), EnumSet.of(Option.accessToken)),
    AUTHORIZATION_TOKEN((c, lease) -> new FixedCredentials(c.getAuthorizationToken()), EnumSet.of(Option.authorizationToken)),
    PROVIDER((c, lease) -> new ProvidedCredentials(
            c.getAccessTokenProvider(), lease.shared().executor(), Duration.ofMillis(c.getRequestTimeout())),
            EnumSet.of(Option.accessTokenProvider)),
    ENTERPRISE((c, lease) -> lease.of(new Login.ClientCredentials(
            lease.tokenUrl(), c.getClientId(), c.getClientSecret(), "enterprise", c.getEnterpriseId())),
            EnumSet.of(Option.clientId, Option.clientSecret, Option.enterpriseId)),
    USER((c, lease) -> lease.of(new Login.ClientCredentials(
            lease.tokenUrl(), c.getClientId(), c.getClientSecret(), "user", c.getUserId())),
            EnumSet.of(Option.clientId, Option.clientSecret, Option.userId)),
    JWT((c, lease) -> lease.of(new Login.Jwt(lease.tokenUrl(), c.getJwtConfig(), c.getUserId())),
            EnumSet.of(Option.jwtConfig), Option.userId),
    REFRESH((c, lease) -> lease.of(new Login.Refresh(
            lease.tokenUrl(), c.getClientId(), c.getClientSecret(), c.getRefreshToken(), Path.of(c.getRefreshTokenFile()))),
            EnumSet.of(Option.clientId, Option.clientSecret, Option.refreshTokenFile), Option.refreshToken),
    /** OAuth refresh, if there is a state store. */
    REFRESH_IN_STORE((c, lease) -> lease.of(new Login.StoredRefresh(
            lease.tokenUrl(), c.getClientId(), c.getClientSecret(), c.getRefreshToken(), c.getStateStore())),
            EnumSet.of(Option.clientId, Option.clientSecret, Option.refreshToken));

    /** The options that log in. */
    enum Option {

        accessToken(BoxEventsConfiguration::getAccessToken, BoxEventsConfiguration::setAccessToken),
        authorizationToken(BoxEventsConfiguration::getAuthorizationToken, BoxEventsConfiguration::setAuthorizationToken),
        accessTokenProvider(BoxEventsConfiguration::getAccessTokenProvider, (c, none) -> c.setAccessTokenProvider(null)),
        clientId(BoxEventsConfiguration::getClientId, BoxEventsConfiguration::setClientId),
        clientSecret(BoxEventsConfiguration::getClientSecret, BoxEventsConfiguration::setClientSecret),
        enterpriseId(BoxEventsConfiguration::getEnterpriseId, BoxEventsConfiguration::setEnterpriseId),
        userId(BoxEventsConfiguration::getUserId, BoxEventsConfiguration::setUserId),
        jwtConfig(BoxEventsConfiguration::getJwtConfig, BoxEventsConfiguration::setJwtConfig),
        refreshToken(BoxEventsConfiguration::getRefreshToken, BoxEventsConfiguration::setRefreshToken),
        refreshTokenFile(BoxEventsConfiguration::getRefreshTokenFile, BoxEventsConfiguration::setRefreshTokenFile);

        private final Function<BoxEventsConfiguration, Object> getter;
        private final BiConsumer<BoxEventsConfiguration, String> setter;

        Option(Function<BoxEventsConfiguration, Object> getter, BiConsumer<BoxEventsConfiguration, String> setter) {
            this.getter = getter;
            this.setter = setter;
        }

        /** The value, if it is a text; else null. */
        String text(BoxEventsConfiguration configuration) {
            return getter.apply(configuration) instanceof String text ? text : null;
        }

        private static Set<Option> matching(Predicate<Option> condition) {
            Set<Option> options = EnumSet.allOf(Option.class);
            options.removeIf(condition.negate());
            return options;
        }
    }

    /** Leases the credentials of a login. */
    private record Lease(URI tokenUrl, SharedResources.Lease shared, HttpClients http, BoxEventsConfiguration c) {

        Credentials of(Login login) {
            return shared.logins().lease(login, Duration.ofMillis(c.getRequestTimeout()),
                    HttpClients.Settings.of(tokenUrl, c), () -> http.lease(tokenUrl, c));
        }
    }

    // Messages name the resource, and would so show its secrets.
    private static final Pattern INLINE = Pattern.compile("\\s*(\\{|base64:|mem:)");

    private final BiFunction<BoxEventsConfiguration, Lease, Credentials> factory;
    private final Set<Option> required;
    private final Set<Option> allowed;

    LoginMethod(BiFunction<BoxEventsConfiguration, Lease, Credentials> factory, Set<Option> required, Option... optional) {
        this.factory = factory;
        this.required = required;
        this.allowed = EnumSet.copyOf(required);
        this.allowed.addAll(List.of(optional));
    }

    /** The login method that a configuration sets up. If it does not set up exactly one, the exception says what to do. */
    static LoginMethod of(BoxEventsConfiguration configuration) {
        Set<Option> set = Option.matching(option -> option.getter.apply(configuration) != null);
        for (Option option : set) {
            if (option.text(configuration) != null && option.text(configuration).isBlank()) {
                throw new IllegalArgumentException("the option " + option + " is empty: set it, or leave it out");
            }
        }
        if (set.isEmpty()) {
            throw new IllegalArgumentException(
                    "no login method: set the option accessToken (or authorizationToken), accessTokenProvider or jwtConfig, or"
                            + " clientId and clientSecret with enterpriseId, userId or refreshTokenFile");
        }
        LoginMethod notHere = configuration.getStateStore() == null ? REFRESH_IN_STORE : REFRESH;
        List<LoginMethod> methods = allowing(set).stream().filter(method -> method != notHere).toList();
        if (methods.isEmpty()) {
            throw new IllegalArgumentException(contradiction(set));
        }
        return methods.stream().filter(method -> set.containsAll(method.required)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        names(set) + " alone cannot log in: add " + methods.stream().map(method -> method.missing(set))
                                .collect(Collectors.joining(", or "))
                                + reason(set)));
    }

    /** As {@link #of}; also checks that what the login method needs is there. */
    static void check(BoxEventsConfiguration configuration) {
        if (of(configuration) == JWT) {
            if (INLINE.matcher(configuration.getJwtConfig()).lookingAt()) {
                throw new IllegalArgumentException(
                        "the option jwtConfig must name a resource, such as file:/etc/box/config.json, not contain the JSON itself");
            }
            Login.Jwt.requireLibrary();
        }
    }

    /** The credentials of this login method, leased until they are closed. */
    Credentials credentials(BoxEventsConfiguration c, URI tokenUrl, SharedResources.Lease shared, HttpClients http) {
        return factory.apply(c, new Lease(tokenUrl, shared, http, c));
    }

    /**
     * Takes from a configuration the login options that do not go with the named ones, so that an endpoint that names its
     * own login method does not inherit the component's, but can add to it.
     */
    static void keepWhatGoesWith(Set<String> names, BoxEventsConfiguration configuration) {
        Set<Option> named = Option.matching(option -> names.contains(option.name()));
        if (!named.isEmpty()) {
            List<LoginMethod> methods = allowing(named);
            Option.matching(option -> methods.stream().noneMatch(method -> method.allowed.contains(option)))
                    .forEach(option -> option.setter.accept(configuration, null));
        }
    }

    private static List<LoginMethod> allowing(Collection<Option> options) {
        return Arrays.stream(values()).filter(method -> method.allowed.containsAll(options)).toList();
    }

    private static String contradiction(Set<Option> set) {
        for (Option first : set) {
            for (Option second : set) {
                if (allowing(List.of(first, second)).isEmpty()) {
                    return "two login methods, " + first + " and " + second + ": set one of them";
                }
            }
        }
        return names(set) + " do not go together";
    }

    private String missing(Set<Option> set) {
        return required.stream().filter(option -> !set.contains(option)).map(Enum::name).collect(Collectors.joining(" and "));
    }

    private static String names(Set<Option> set) {
        return (set.size() == 1 ? "the option " : "the options ")
                + set.stream().map(Enum::name).collect(Collectors.joining(", "));
    }

    private static String reason(Set<Option> set) {
        return set.contains(Option.refreshToken) && !set.contains(Option.refreshTokenFile)
                ? "; a refresh token can be used once only, the file, or a stateStore, keeps the one that Box gives in exchange"
                : "";
    }
}
