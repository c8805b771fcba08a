// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import org.apache.hc.client5.http.classic.HttpClient;

/**
 * An HTTP client that may be shared, for as long as the lease is not closed. It neither retries nor follows redirects by
 * itself: there is one retry policy, ours.
 */
public interface HttpLease extends AutoCloseable {

    HttpClient client();

    /** Releases the client, once; its connections are closed when nothing uses it any more. Does not wait. */
    @Override
    void close();
}
