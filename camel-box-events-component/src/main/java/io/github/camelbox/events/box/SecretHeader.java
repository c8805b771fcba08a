// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import org.apache.hc.core5.http.message.BasicHeader;

/** A header whose value is a secret: HttpClient's header log prints headers by their {@code toString()}. */
public final class SecretHeader extends BasicHeader {

    public SecretHeader(String name, String value) {
        super(name, value, true);
    }

    @Override
    public String toString() {
        return getName() + ": xxxxxx";
    }
}
