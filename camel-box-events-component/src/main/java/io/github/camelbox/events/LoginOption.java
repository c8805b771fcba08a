// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The options that log in; {@link LoginMethod} says which go together.
 */
enum LoginOption {

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

    LoginOption(Function<BoxEventsConfiguration, Object> getter, BiConsumer<BoxEventsConfiguration, String> setter) {
        this.getter = getter;
        this.setter = setter;
    }

    /** The value, if it is a text; else null. */
    String text(BoxEventsConfiguration configuration) {
        return getter.apply(configuration) instanceof String text ? text : null;
    }

    boolean isBlank(BoxEventsConfiguration configuration) {
        String text = text(configuration);
        return text != null && text.isBlank();
    }

    void clear(BoxEventsConfiguration configuration) {
        setter.accept(configuration, null);
    }

    /** Those that are set. */
    static Set<LoginOption> of(BoxEventsConfiguration configuration) {
        Set<LoginOption> set = EnumSet.noneOf(LoginOption.class);
        for (LoginOption option : values()) {
            if (option.getter.apply(configuration) != null) {
                set.add(option);
            }
        }
        return set;
    }

    /** Those that have one of these names. */
    static Set<LoginOption> named(Set<String> names) {
        Set<LoginOption> named = EnumSet.allOf(LoginOption.class);
        named.removeIf(option -> !names.contains(option.name()));
        return named;
    }
}
